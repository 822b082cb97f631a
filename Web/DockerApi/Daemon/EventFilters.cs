using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.Features.Images;

namespace Panel.Web.DockerApi.Daemon;

/// <summary>The events that a client wants.</summary>
internal sealed class EventFilters(QueryFilters filters)
{
    private static readonly string[] Types = ["container", "image", "network", "volume"];

    public static EventFilters Parse(ApiCall call) => new(call.Filters(
        "config", "container", "daemon", "event", "image", "label", "network", "node", "plugin", "scope", "secret", "service", "type", "volume"));

    public bool Matches(EngineEvent happening) =>
        filters.Any("type", type => type == happening.Type)
        && filters.Any("event", action => happening.Action == action || happening.Action.StartsWith(action + ":", StringComparison.Ordinal))
        && filters.Any("scope", scope => scope == "local")
        && ObjectMatches(happening)
        && filters.Labels(happening.Labels);

    // Object filters are alternatives across types: container=a and volume=b selects events of both.
    private bool ObjectMatches(EngineEvent happening)
    {
        string[] named = ["config", "daemon", "node", "plugin", "secret", "service", .. Types];
        var asked = named.Where(type => filters[type].Count > 0).ToArray();
        if (asked.Length == 0) return true;
        return asked.Any(type => filters.Any(type, wanted => Names(happening, type, wanted)));
    }

    private static bool Names(EngineEvent happening, string type, string wanted)
    {
        // A container's events also name its image.
        if (type == "image" && happening.Type == "container" && SameImage(happening.Attributes.GetValueOrDefault("image"), wanted)) return true;
        if (type != happening.Type) return false;
        if (type == "image" && SameImage(happening.Name, wanted)) return true;
        // The beginning of a name is enough, as in Docker.
        return wanted.Length > 0 && ((type != "image" && happening.Name.StartsWith(wanted, StringComparison.Ordinal)) || happening.Id.StartsWith(wanted, StringComparison.Ordinal));
    }

    // As in Docker, without a tag every one is meant; with a tag the event must have it.
    private static bool SameImage(string? name, string wanted) => name is not null && (name == wanted || ImageNames.Repository(name) == wanted);
}
