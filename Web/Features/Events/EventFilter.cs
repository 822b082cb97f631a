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

    /// <summary>Details too, such as commands that are run in containers: some programs make many. A kind that is asked for is shown whole.</summary>
    public bool WithDetails { get; set; }

    /// <summary>Whether it is shown.</summary>
    public bool Matches(EngineEvent happening) =>
        (Type.Length == 0 || happening.Type == Type)
        && (WithDetails || Type is "network" or "volume" || !EventText.IsDetail(happening))
        && Search.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
            happening.Name.Contains(word, StringComparison.OrdinalIgnoreCase)
            || happening.Action.Contains(word, StringComparison.OrdinalIgnoreCase)
            || happening.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase));
}
