using Panel.Web.Features.SignIn;

namespace Panel.Web.Configuration;

/// <summary>What the command line asks for instead of a panel that runs.</summary>
/// <param name="Settings">The rest of the command line.</param>
/// <param name="RunAsync">Does it.</param>
public sealed record PanelCommand(string[] Settings, Func<WebApplication, Task> RunAsync)
{
    /// <summary>Reads the command line; null when it asks for the panel itself. A command's word comes first, settings (<c>--Name=value</c>) after it.</summary>
    public static PanelCommand? Find(string[] args)
    {
        if (BootstrapCommand.IsAsked(args)) return new(BootstrapCommand.Settings(args), BootstrapCommand.RunAsync);
        if (args is not [UnlockCommand.Verb, .. var rest]) return null;
        return rest is [var name, .. var settings] && !name.StartsWith('-')
            ? new(settings, app => UnlockCommand.RunAsync(app, name))
            : new(rest, app => UnlockCommand.RunAsync(app, null));
    }
}
