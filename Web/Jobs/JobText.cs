using System.Globalization;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Jobs;

/// <summary>Sentences about jobs.</summary>
internal static class JobText
{
    /// <summary>Why a job was interrupted, and what it had reached.</summary>
    public static string Interruption(JobView job, string cause) => job.Row.StartedAt is null
        ? $"{cause} before its turn came; nothing was done."
        : job.Steps.Count == 0 ? $"{cause} while it ran."
        : $"{cause} while it ran; it had done {job.Steps.Count(step => step.IsDone)} of {Format.Count(job.Steps.Count, "step")}"
            + (job.Percent is { } percent ? $" ({percent.ToString("0", CultureInfo.InvariantCulture)} %)." : ".");
}
