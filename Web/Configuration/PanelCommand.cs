using Panel.Web.Features.SignIn;

namespace Panel.Web.Configuration;

/// <summary>A command on the command line that replaces running the panel.</summary>
/// <param name="Settings">The other arguments.</param>
/// <param name="RunAsync">Runs the command.</param>
public sealed record PanelCommand(string[] Settings, Func<WebApplication, Task> RunAsync)
{
    /// <summary>Parses the command line; null when it has no command. A command's word comes first, settings (<c>--Name=value</c>)
    /// follow.</summary>
    public static PanelCommand? Find(string[] args)
    {
        if (BootstrapCommand.IsAsked(args)) return new(BootstrapCommand.Settings(args), BootstrapCommand.RunAsync);
        if (args is not [UnlockCommand.Verb, .. var rest]) return null;
        return rest is [var name, .. var settings] && !name.StartsWith('-')
            ? new(settings, app => UnlockCommand.RunAsync(app, name))
            : new(rest, app => UnlockCommand.RunAsync(app, null));
    }
}
