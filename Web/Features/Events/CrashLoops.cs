using Panel.Engine.Contract;

namespace Panel.Web.Features.Events;

/// <summary>A line in a list of events.</summary>
/// <param name="Happening">The event; for a crash loop, its last exit.</param>
/// <param name="Times">The number of rounds of a crash loop; 1 for a single event.</param>
public sealed record EventEntry(EngineEvent Happening, int Times)
{
    /// <summary>What happened, to follow the object's name.</summary>
    public string Text => Times == 1 ? EventText.Happened(Happening) : $"{EventText.Happened(Happening)}, {Times} times in a row";
}

/// <summary>Merges the events of a crash loop into one entry, so that they do not push out everything else.</summary>
public static class CrashLoops
{
    private const int Fewest = 3;
    private static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(5);

    /// <summary>The entries for the events; both lists are newest first.</summary>
    public static List<EventEntry> Fold(IReadOnlyList<EngineEvent> newestFirst)
    {
        var loops = newestFirst.Where(IsExit).GroupBy(happening => happening.Id, StringComparer.Ordinal).ToDictionary(exits => exits.Key, exits => Runs([.. exits]), StringComparer.Ordinal);
        List<EventEntry> entries = [];
        foreach (var happening in newestFirst)
        {
            var loop = IsTurn(happening) && loops.TryGetValue(happening.Id, out var runs) ? runs.Find(run => run.First <= happening.Time && happening.Time <= run.Last.Time) : null;
            if (loop is null) entries.Add(new(happening, 1));
            else if (ReferenceEquals(loop.Last, happening)) entries.Add(new(happening, loop.Times));
        }

        return entries;
    }

    private static bool IsExit(EngineEvent happening) => happening is { Type: "container", Action: "die" };

    private static bool IsTurn(EngineEvent happening) => happening is { Type: "container", Action: "die" or "start" or "oom" };

    private static List<Loop> Runs(List<EngineEvent> newestFirst)
    {
        List<Loop> runs = [];
        foreach (var exit in newestFirst)
        {
            if (runs is [.., var run] && run.First - exit.Time <= LongestGap) runs[^1] = run with { First = exit.Time, Times = run.Times + 1 };
            else runs.Add(new(exit, exit.Time, 1));
        }

        runs.RemoveAll(run => run.Times < Fewest);
        return runs;
    }

    private sealed record Loop(EngineEvent Last, DateTimeOffset First, int Times);
}
