namespace Panel.Web.Features.Dashboard.Attention;

/// <summary>Something that needs a person's attention.</summary>
/// <param name="Sentence">What is wrong, without a full stop.</param>
/// <param name="Link">Where to look at it or fix it; null when that is outside the panel.</param>
/// <param name="Action">The link's text.</param>
public sealed record AttentionItem(string Sentence, string? Link = null, string? Action = null)
{
    /// <summary>The last log line, or the reason; null if there is none.</summary>
    public string? Detail { get; init; }

    /// <summary>What a person can do, in sentences; null when the link says it.</summary>
    public string? Advice { get; init; }

    /// <summary>Whether something is broken now; otherwise the item is advice.</summary>
    public bool IsGrave { get; init; }
}

/// <summary>Finds what is wrong in one area; the dashboard polls all sources every few seconds.</summary>
public interface IAttentionSource
{
    /// <summary>What is wrong now, worst first; empty when nothing is.</summary>
    Task<IReadOnlyList<AttentionItem>> FindAsync(CancellationToken cancellationToken);
}
