namespace Panel.Web.Features.Dashboard.Attention;

/// <summary>Something that a person should look at.</summary>
/// <param name="Sentence">What is wrong, without a full stop.</param>
/// <param name="Link">Where it is looked at or mended.</param>
/// <param name="Action">The words on the way there.</param>
public sealed record AttentionItem(string Sentence, string Link, string Action)
{
    /// <summary>The last line of a log, or the reason; null for none.</summary>
    public string? Detail { get; init; }

    /// <summary>Something does not work now; otherwise it is advice.</summary>
    public bool IsGrave { get; init; }
}

/// <summary>Looks for what is wrong in one area; the dashboard asks all of them every few seconds and shows what they find.</summary>
public interface IAttentionSource
{
    /// <summary>What is wrong now, the gravest first; empty when nothing is.</summary>
    Task<IReadOnlyList<AttentionItem>> FindAsync(CancellationToken cancellationToken);
}
