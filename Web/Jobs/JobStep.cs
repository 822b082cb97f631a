using System.Text.Json.Serialization;

namespace Panel.Web.Jobs;

/// <summary>A part of a job, such as a layer of an image, and how far it is.</summary>
/// <param name="Id">Identifies it within the job.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Text">What happens to it now.</param>
public sealed record JobStep(string Id, string Title, string Text)
{
    /// <summary>Whether it is done.</summary>
    public bool IsDone { get; init; }

    /// <summary>Bytes of it that are done and count for the whole job; more than the total means all.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes in total; 0 when unknown.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Percent of what happens to it now; null when it cannot be counted.</summary>
    public double? Percent { get; init; }

    /// <summary>Percent of all steps together, over those with a known size; null before there are any.</summary>
    public static double? PercentOf(IReadOnlyList<JobStep> steps)
    {
        var total = steps.Sum(step => step.TotalBytes);
        return total == 0 ? null : 100.0 * steps.Sum(step => step.Bytes) / total;
    }
}

/// <summary>JSON of the steps in the database.</summary>
[JsonSerializable(typeof(IReadOnlyList<JobStep>))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class JobJson : JsonSerializerContext;
