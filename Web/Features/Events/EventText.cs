using Panel.Engine.Contract;

namespace Panel.Web.Features.Dashboard;

/// <summary>How an event is told.</summary>
public static class EventText
{
    /// <summary>What happened, to be read after the object's name.</summary>
    public static string Happened(EngineEvent happening) => (happening.Type, happening.Action) switch
    {
        (_, "create") => "was created",
        (_, "start") => "started",
        (_, "die") => happening.Attributes.TryGetValue("exitCode", out var code) ? $"exited with {code}" : "exited",
        (_, "oom") => "reached its memory limit",
        (_, "kill") => happening.Attributes.TryGetValue("signal", out var signal) ? $"was sent signal {signal}" : "was killed",
        (_, "stop") => "was stopped",
        (_, "restart") => "was restarted",
        (_, "destroy" or "delete" or "remove") => "was removed",
        (_, "rename") => "was renamed",
        (_, "import") => "was imported",
        (_, "tag") => "was tagged",
        (_, "untag") => "was untagged",
        (_, "pause") => "was paused",
        (_, "unpause") => "goes on",
        (_, var action) => action,
    };

    /// <summary>Address of the object; null when it has no page or is gone.</summary>
    public static string? Link(EngineEvent happening) => (happening.Type, happening.Action) switch
    {
        ("container", not "destroy") => $"/containers/{happening.Id}",
        ("image", not "delete") => "/images",
        _ => null,
    };
}
