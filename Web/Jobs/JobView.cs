using System.Text.Json;

namespace Panel.Web.Jobs;

/// <summary>A job at one moment.</summary>
/// <param name="Row">Its row. While it runs, the row in the database may be two seconds older.</param>
/// <param name="Steps">Its steps in the order in which they appeared.</param>
public sealed record JobView(Job Row, IReadOnlyList<JobStep> Steps)
{
    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => Row.State is not (JobState.Queued or JobState.Running);

    /// <summary>Percent of the whole; null when it cannot be counted.</summary>
    public double? Percent => JobStep.PercentOf(Steps);

    /// <summary>Reads the steps of a row; steps that cannot be read are left out.</summary>
    public static JobView Of(Job row)
    {
        try
        {
            return new JobView(row, row.Steps is null ? [] : JsonSerializer.Deserialize(row.Steps, JobJson.Default.IReadOnlyListJobStep) ?? []);
        }
        catch (JsonException)
        {
            // A newer version may write them in another way; the rest of the row counts.
            return new JobView(row, []);
        }
    }
}

/// <summary>A line of a job's log.</summary>
/// <param name="Time">When it was written, UTC.</param>
/// <param name="Text">The line, without control characters.</param>
public readonly record struct JobLine(DateTime Time, string Text);

/// <summary>What changed in a job since the last update; the first one has the state and the log's last lines.</summary>
/// <param name="Job">The job now.</param>
/// <param name="Lines">The lines since then.</param>
/// <param name="Missed">How many lines before them the reader missed, because they were written faster than it read; they are in the
/// log's file.</param>
public sealed record JobUpdate(JobView Job, IReadOnlyList<JobLine> Lines, long Missed);
