using Panel.Engine.Contract;

namespace Panel.Web.Features.Images.Updates;

/// <summary>How an image name compares with its registry.</summary>
public enum UpdateState
{
    /// <summary>There is nothing to compare: the image did not come from the registry in its name.</summary>
    NotChecked,

    /// <summary>The registry has not been asked yet.</summary>
    Never,

    /// <summary>The registry has the same image.</summary>
    Current,

    /// <summary>The registry has another image under the same name.</summary>
    Available,

    /// <summary>The registry was asked but gave no answer.</summary>
    Unknown,
}

/// <summary>How an image name compares with its registry, as far as known.</summary>
/// <param name="Tag">The name.</param>
/// <param name="State">The result.</param>
/// <param name="Local">The local image's digests in that repository.</param>
/// <param name="Remote">The last digest from the registry; null if there is none.</param>
/// <param name="CheckedAt">The time of that answer; null for never.</param>
/// <param name="Problem">Why the name is not checked, or why the last attempt failed; null otherwise.</param>
public sealed record ImageUpdate(string Tag, UpdateState State, IReadOnlyList<string> Local, string? Remote, DateTimeOffset? CheckedAt, string? Problem)
{
    private const string NotFromThere = "It was made or loaded here under this name, and never pulled from its registry or pushed there.";

    /// <summary>Whether asking the registry can give a result.</summary>
    public bool CanBeChecked => State != UpdateState.NotChecked;

    /// <summary>Compares the image that has a name now with the registry's answer.</summary>
    public static ImageUpdate Of(ImageSummary image, string tag, UpdateCheck? check)
    {
        var local = LocalDigests(image, tag);
        if (local.Count == 0) return new(tag, UpdateState.NotChecked, local, null, null, NotFromThere);
        if (check is null) return new(tag, UpdateState.Never, local, null, null, null);
        if (check.Remote is { } remote && local.Contains(remote)) return new(tag, UpdateState.Current, local, remote, check.CheckedAt, check.Problem);
        // The answer was about another image than the present one: it is older than the last pull.
        if (!local.SequenceEqual(check.Local)) return new(tag, UpdateState.Never, local, null, null, null);
        var state = check.Remote is not null ? UpdateState.Available : check.Problem is not null ? UpdateState.Unknown : UpdateState.Never;
        return new(tag, state, local, check.Remote, check.CheckedAt, check.Problem);
    }

    /// <summary>The image's digests in the repository of a name; an index's digest if the name had one, because the registry reports
    /// that.</summary>
    public static IReadOnlyList<string> LocalDigests(ImageSummary image, string tag)
    {
        var repository = ImageNames.Repository(tag) + "@";
        return [.. image.RepositoryDigests.Where(digest => digest.StartsWith(repository, StringComparison.Ordinal)).Select(digest => digest[repository.Length..]).Order(StringComparer.Ordinal)];
    }
}
