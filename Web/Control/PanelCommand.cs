using System.Text.RegularExpressions;
using Panel.Web.Configuration;
using Panel.Web.Operations;

namespace Panel.Web.Control;

/// <summary>The command <c>panel</c>: asks the running panel, and does what needs none by itself (docs/command.md).</summary>
public static partial class PanelCommand
{
    private static readonly HashSet<string> s_offline = ["unlock", "reset-password", "bootstrap"];

    /// <summary>Whether the command line is one of this command; otherwise it starts the server.</summary>
    public static bool IsAsked(string[] args) =>
        args is [var first, ..] && (!first.StartsWith('-') || first is "--help" or "-h" or "-?" or "--version");

    /// <summary>Runs it and returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };
        return await RunAsync(args, Console.In, Console.Out, Console.Error, stop.Token);
    }

    /// <summary>The server's settings among the arguments.</summary>
    internal static string[] SettingsOf(string[] args) => [.. args.Where(argument => Setting().IsMatch(argument))];

    internal static async Task<int> RunAsync(
        string[] args, TextReader input, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var settings = SettingsOf(args);
        try
        {
            var line = new PanelCommandLine((request, token) => AskOrDoAsync(request, settings, output, errors, token));
            return await line.RunAsync([.. args.Except(settings)], input, output, errors, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await errors.WriteLineAsync("panel: It was cancelled.");
            return ExitCodes.Failed;
        }
        catch (Exception error) when (PanelHost.Sentence(error) is { } sentence)
        {
            await errors.WriteLineAsync("panel: " + sentence);
            return ExitCodes.Failed;
        }
    }

    private static async Task<int> AskOrDoAsync(
        ControlRequest request, string[] settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var socket = ControlHost.PathOf(PanelConfiguration.Read(settings));
        if (await ControlClient.AskAsync(socket, request, output, errors, cancellationToken) is { } exit) return exit;
        if (s_offline.Contains(request.Command)) return await DoAsync(request, settings, output, cancellationToken);
        await errors.WriteLineAsync($"panel: No panel is running at {socket}; start it, or name another run root with --Panel:RunRoot=PATH.");
        return ExitCodes.NotRunning;
    }

    private static async Task<int> DoAsync(ControlRequest request, string[] settings, TextWriter output, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess) throw new StartUpException("The command panel is for root; start it with sudo.");
        await using var app = Program.Build(["--Logging:LogLevel:Default=Warning", .. settings]);
        if (request.Command == "bootstrap") await app.Services.GetRequiredService<StartUp>().RunAsync(cancellationToken);
        else await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Use(ControlActor.Own());
        var call = new ControlCall(scope.ServiceProvider, request.Arguments, output.WriteLineAsync);
        return await ControlCommands.All[request.Command](call, cancellationToken);
    }

    // Options of the command have no colon; of the server's settings, these two have none.
    [GeneratedRegex("^--([A-Za-z]+(:[A-Za-z0-9]+)+|Urls|AllowedHosts)=", RegexOptions.IgnoreCase)]
    private static partial Regex Setting();
}
