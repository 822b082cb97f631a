using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Panel.Web.Control;

/// <summary>The words, options and help of the command <c>panel</c>.</summary>
/// <param name="run">Does the work and returns the exit code.</param>
internal sealed class PanelCommandLine(Func<ControlRequest, CancellationToken, Task<int>> run)
{
    private const string About = """
        Manages the panel of this machine. It speaks to the running panel over a socket that is for root only.
        Settings of the server may follow, such as --Panel:RunRoot=/run/other for another panel of this machine.
        """;

    private static readonly Dictionary<string, string[]> s_examples = new(StringComparer.Ordinal)
    {
        ["panel"] = ["panel health", "panel unlock ada", "panel jobs", "panel help reset-password"],
        ["unlock"] = ["panel unlock ada   lets ada sign in from every address", "panel unlock       lets everybody"],
        ["reset-password"] =
        [
            "panel reset-password ada                 prints a new password",
            "panel reset-password ada --stdin <file   takes it from a file",
        ],
        ["bootstrap"] = ["panel bootstrap           both images", "panel bootstrap busybox   only that one"],
        ["health"] = ["panel health || systemctl restart panel"],
        ["jobs"] = ["panel jobs               the newest jobs", "panel jobs 3fa8          the log of the job whose id begins so"],
    };

    /// <summary>Runs a command line.</summary>
    public async Task<int> RunAsync(string[] args, TextReader input, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var root = Root(input);
        // "panel help WORD" is "panel WORD --help".
        string[] words = args is ["help", .. var of] ? [.. of.Take(1), "--help"] : args is [] ? ["--help"] : args;
        if (!words[0].StartsWith('-') && root.Subcommands.All(command => command.Name != words[0]))
            return await WrongAsync(errors, $"There is no command {words[0]}", root);
        var parsed = root.Parse(words);
        // Whoever asks for help has not written the arguments yet.
        if (parsed.Action is not HelpWithExamples && FaultOf(parsed) is { } fault) return await WrongAsync(errors, fault, root);
        var configuration = new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }

    // Without the check, an option that does not exist would be the argument of a command that takes one.
    private static string? FaultOf(ParseResult parsed) =>
        parsed.Tokens.FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith('-')) is { } option ? $"There is no option {option.Value}"
        : parsed.Errors.Count == 0 ? null
        : string.Join(' ', parsed.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');

    private static async Task<int> WrongAsync(TextWriter errors, string fault, RootCommand root)
    {
        var names = string.Join(", ", root.Subcommands.Select(command => command.Name));
        await errors.WriteLineAsync($"panel: {fault}; the commands are {names}, and 'panel help COMMAND' explains one.");
        return ExitCodes.Usage;
    }

    private RootCommand Root(TextReader input)
    {
        var root = new RootCommand(About) { Unlock(), ResetPassword(input), Bootstrap(), Plain("health", Texts.Health), Jobs() };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((SynchronousCommandLineAction)help.Action!);
        return root;
    }

    private Command Unlock()
    {
        var name = new Argument<string?>("NAME") { Description = "The user; without it, everybody.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("unlock", Texts.Unlock) { name };
        command.SetAction((parsed, token) => run(new ControlRequest("unlock", parsed.GetValue(name) is { } user ? [user] : []), token));
        return command;
    }

    private Command ResetPassword(TextReader input)
    {
        var name = new Argument<string>("NAME") { Description = "The user." };
        var stdin = new Option<bool>("--stdin") { Description = "Reads the new password from the standard input instead of making one." };
        var command = new Command("reset-password", Texts.ResetPassword) { name, stdin };
        command.SetAction(async (parsed, token) =>
        {
            string[] typed = parsed.GetValue(stdin) ? [await input.ReadLineAsync(token) ?? ""] : [];
            return await run(new ControlRequest("reset-password", [parsed.GetValue(name)!, .. typed]), token);
        });
        return command;
    }

    private Command Bootstrap()
    {
        var images = new Argument<string[]>("IMAGE") { Description = "busybox or debian; without it, both.", Arity = ArgumentArity.ZeroOrMore };
        images.AcceptOnlyFromAmong("busybox", "debian");
        var command = new Command("bootstrap", Texts.Bootstrap) { images };
        command.SetAction((parsed, token) => run(new ControlRequest("bootstrap", parsed.GetValue(images) ?? []), token));
        return command;
    }

    private Command Jobs()
    {
        var id = new Argument<string?>("ID") { Description = "A job; the first digits of its id are enough.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("jobs", Texts.Jobs) { id };
        command.SetAction((parsed, token) => run(new ControlRequest("jobs", parsed.GetValue(id) is { } job ? [job] : []), token));
        return command;
    }

    private Command Plain(string name, string about)
    {
        var command = new Command(name, about);
        command.SetAction((_, token) => run(new ControlRequest(name, []), token));
        return command;
    }

    private static class Texts
    {
        public const string Unlock =
            "Lets a user, or everybody, sign in again after too many wrong passwords. Works also while the panel is stopped.";

        public const string ResetPassword =
            "Gives a user a new password, lifts a lock and ends the user's sessions. Works also while the panel is stopped.";

        public const string Bootstrap =
            "Makes the base images busybox:latest and debian:bookworm-slim on this machine where they are missing, without a registry.";

        public const string Health =
            "Says whether the panel can serve, and what needs a person. Exit code: 0 it can, 3 no panel is running, 4 it cannot.";

        public const string Jobs = "Lists the newest jobs, such as pulls, or prints the log of one.";
    }

    private sealed class HelpWithExamples(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            var name = parseResult.CommandResult.Command is RootCommand ? "panel" : parseResult.CommandResult.Command.Name;
            output.WriteLine("Examples:");
            foreach (var example in s_examples[name]) output.WriteLine("  " + example);
            output.WriteLine();
            output.WriteLine("Exit codes: 0 done, 1 refused or failed, 2 wrong command line, 3 no panel is running, 4 the panel cannot serve.");
            return code;
        }
    }
}
