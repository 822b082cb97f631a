using Panel.Engine.Contract;

namespace Panel.Web.Features.Events;

/// <summary>Which events a page shows.</summary>
public sealed class EventFilter
{
    /// <summary>Kinds of objects.</summary>
    public static IReadOnlyList<string> Types { get; } = ["container", "image", "network", "volume"];

    /// <summary>Part of a name or action, or the beginning of an id.</summary>
    public string Search { get; set; } = "";

    /// <summary>One of <see cref="Types"/>; empty is all.</summary>
    public string Type { get; set; } = "";

    /// <summary>Commands that are run in containers too: some programs make many.</summary>
    public bool WithExecs { get; set; }

    /// <summary>Whether it is shown.</summary>
    public bool Matches(EngineEvent happening) =>
        (Type.Length == 0 || happening.Type == Type)
        && (WithExecs || !happening.Action.StartsWith("exec_", StringComparison.Ordinal))
        && Search.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
            happening.Name.Contains(word, StringComparison.OrdinalIgnoreCase)
            || happening.Action.Contains(word, StringComparison.OrdinalIgnoreCase)
            || happening.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase));
}
