using Panel.Engine.Contract;

namespace Panel.Web.Features.Terminals;

/// <summary>A request for a terminal.</summary>
/// <param name="ContainerId">The container.</param>
/// <param name="Command">Program and arguments, separated by spaces; empty starts bash if it exists, else sh.</param>
/// <param name="User"><c>user[:group]</c>; empty means the container's.</param>
/// <param name="Rows">The terminal's rows, 1 to 65535.</param>
/// <param name="Columns">The terminal's columns, 1 to 65535.</param>
/// <param name="Record">Whether its output is recorded.</param>
public sealed record TerminalRequest(string ContainerId, string? Command, string? User, int Rows, int Columns, bool Record = false)
{
    private const string BestShell = "if command -v bash >/dev/null 2>&1; then exec bash; fi; exec sh";

    private string[] Words => (Command ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The title of its tab.</summary>
    public string Title => (Words is [var program, ..] ? program : "shell") + (string.IsNullOrWhiteSpace(User) ? "" : $" as {User.Trim()}");

    /// <summary>The specification for the engine.</summary>
    public ExecSpec ToSpec() => new()
    {
        Arguments = Words is { Length: > 0 } words ? words : ["sh", "-c", BestShell],
        User = string.IsNullOrWhiteSpace(User) ? null : User.Trim(),
        Environment = ["TERM=xterm-256color"],
        Tty = true,
        Attach = new AttachOptions { Stdin = true, Stdout = true, Stderr = true },
    };
}
