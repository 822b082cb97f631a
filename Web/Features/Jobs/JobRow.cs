using Panel.Web.Components.Formatting;
using Panel.Web.Jobs;

namespace Panel.Web.Features.Jobs;

/// <summary>Texts for a job on the pages.</summary>
internal static class JobRow
{
    /// <summary>The filters by state with their names in addresses; the first one shows all.</summary>
    public static IReadOnlyList<(string? Name, string Word, IReadOnlyList<JobState> States)> Filters { get; } =
    [
        (null, "All", []),
        ("active", "Under way", [JobState.Queued, JobState.Running]),
        ("done", "Done", [JobState.Succeeded]),
        ("failed", "Failed", [JobState.Failed, JobState.Cancelled, JobState.Interrupted]),
    ];

    /// <summary>The state.</summary>
    public static string Word(JobState state) => state == JobState.Queued ? "Waiting" : state == JobState.Succeeded ? "Done" : state.ToString();

    /// <summary>The colour of the state's dot.</summary>
    public static string Css(JobState state) => state switch
    {
        JobState.Succeeded => "running",
        JobState.Failed => "bad",
        JobState.Running or JobState.Interrupted => "restarting",
        _ => "created",
    };

    /// <summary>How long it ran, or has been running, as the end of a line of facts.</summary>
    public static string Ran(JobView job, DateTimeOffset now) =>
        Length(job.Row, now) is { Length: > 0 } length ? job.HasEnded ? $" · took {length}" : $" · running for {length}" : "";

    /// <summary>How long it ran, or has been running.</summary>
    public static string Length(Job job, DateTimeOffset now) =>
        job.StartedAt is { } start ? Format.Duration((job.EndedAt ?? now.UtcDateTime) - start) : "";
}
