using Panel.Engine.Contract;

namespace Panel.Web.Features.Terminals;

/// <summary>A terminal to open.</summary>
/// <param name="ContainerId">In which container.</param>
/// <param name="Command">Program and arguments between spaces; empty takes bash where there is one, else sh.</param>
/// <param name="User"><c>user[:group]</c>; empty is the container's.</param>
/// <param name="Rows">Of the terminal, 1 to 65535.</param>
/// <param name="Columns">Of the terminal, 1 to 65535.</param>
/// <param name="Record">Whether its output is recorded.</param>
public sealed record TerminalRequest(string ContainerId, string? Command, string? User, int Rows, int Columns, bool Record = false)
{
    private const string BestShell = "if command -v bash >/dev/null 2>&1; then exec bash; fi; exec sh";

    private string[] Words => (Command ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What its tab is called.</summary>
    public string Title => (Words is [var program, ..] ? program : "shell") + (string.IsNullOrWhiteSpace(User) ? "" : $" as {User.Trim()}");

    /// <summary>For the engine.</summary>
    public ExecSpec ToSpec() => new()
    {
        Arguments = Words is { Length: > 0 } words ? words : ["sh", "-c", BestShell],
        User = string.IsNullOrWhiteSpace(User) ? null : User.Trim(),
        Environment = ["TERM=xterm-256color"],
        Tty = true,
        Attach = new AttachOptions { Stdin = true, Stdout = true, Stderr = true },
    };
}
