namespace Panel.Web.Features.Dashboard.Attention;

/// <summary>Something that a person should look at.</summary>
/// <param name="Sentence">What is wrong, without a full stop.</param>
/// <param name="Link">Where it is looked at or mended; null when that is not in the panel.</param>
/// <param name="Action">The words on the way there.</param>
public sealed record AttentionItem(string Sentence, string? Link = null, string? Action = null)
{
    /// <summary>The last line of a log, or the reason; null for none.</summary>
    public string? Detail { get; init; }

    /// <summary>What a person can do, in sentences; null where the link says it.</summary>
    public string? Advice { get; init; }

    /// <summary>Something does not work now; otherwise it is advice.</summary>
    public bool IsGrave { get; init; }
}

/// <summary>Looks for what is wrong in one area; the dashboard asks all of them every few seconds and shows what they find.</summary>
public interface IAttentionSource
{
    /// <summary>What is wrong now, the gravest first; empty when nothing is.</summary>
    Task<IReadOnlyList<AttentionItem>> FindAsync(CancellationToken cancellationToken);
}
