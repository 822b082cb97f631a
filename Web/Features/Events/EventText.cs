using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Features.Images;

namespace Panel.Web.Features.Events;

/// <summary>Texts for events.</summary>
public static class EventText
{
    /// <summary>What happened, to follow the object's name.</summary>
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
        (_, "pull") => "was pulled",
        (_, "push") => "was pushed",
        (_, "save") => "was saved as an archive",
        (_, "load") => "was loaded from an archive",
        (_, "commit") => "was committed to an image",
        (_, "update") => "got new limits",
        (_, "health_status: healthy") => "is healthy",
        (_, "health_status: unhealthy") => "is unhealthy",
        (_, "tag") => "was tagged",
        (_, "untag") => "was untagged",
        (_, "pause") => "was paused",
        (_, "unpause") => "was resumed",
        (_, "attach") => "was attached to",
        (_, "resize") => "had its terminal resized",
        (_, "top") => "had its processes listed",
        (_, "connect") => $"was connected to the container {Other(happening)}",
        (_, "disconnect") => $"was disconnected from the container {Other(happening)}",
        (_, "mount") => $"was mounted in the container {Other(happening)}",
        (_, "unmount") => $"was unmounted from the container {Other(happening)}",
        (_, var action) => action,
    };

    /// <summary>Whether the event accompanies every start and end of a container, or every look into one.</summary>
    public static bool IsDetail(EngineEvent happening) =>
        happening.Action is "attach" or "resize" or "top" or "connect" or "disconnect" or "mount" or "unmount" || happening.Action.StartsWith("exec_", StringComparison.Ordinal);

    /// <summary>Name of the object, or the beginning of its id. Names of volumes, and of images that were pulled or pushed, are their ids.</summary>
    public static string Name(EngineEvent happening) => happening.Name.Length > 0 && (happening.Name != happening.Id || !IsDigest(happening.Id)) ? happening.Name : Format.ShortId(happening.Id);

    private static bool IsDigest(string id) => id.StartsWith("sha256:", StringComparison.Ordinal) || id.Length == 64 && id.All(char.IsAsciiHexDigitLower);

    private static string Other(EngineEvent happening) => Format.ShortId(happening.Attributes.GetValueOrDefault("container") ?? "");

    /// <summary>Address of the object's page; null when it has none or is gone.</summary>
    public static string? Link(EngineEvent happening) => (happening.Type, happening.Action) switch
    {
        ("container", not "destroy") => $"/containers/{happening.Id}",
        ("image", not "delete") => happening.Id.StartsWith("sha256:", StringComparison.Ordinal) ? ImageRow.Address(happening.Id) : "/images",
        _ => null,
    };
}
