using Panel.Engine.Contract;

namespace Panel.Web.Features.Events;

/// <summary>Selects the events that a page shows.</summary>
public sealed class EventFilter
{
    /// <summary>Kinds of objects.</summary>
    public static IReadOnlyList<string> Types { get; } = ["container", "image", "network", "volume"];

    /// <summary>Part of a name or action, or the beginning of an id.</summary>
    public string Search { get; set; } = "";

    /// <summary>One of <see cref="Types"/>; empty means all.</summary>
    public string Type { get; set; } = "";

    /// <summary>Whether to show details such as commands run in containers: some programs create many. A selected type is always shown in
    /// full.</summary>
    public bool WithDetails { get; set; }

    /// <summary>Whether the event is shown.</summary>
    public bool Matches(EngineEvent happening) =>
        (Type.Length == 0 || happening.Type == Type)
        && (WithDetails || Type is "network" or "volume" || !EventText.IsDetail(happening))
        && Search.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
            happening.Name.Contains(word, StringComparison.OrdinalIgnoreCase)
            || happening.Action.Contains(word, StringComparison.OrdinalIgnoreCase)
            || happening.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase));
}
