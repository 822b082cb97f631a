using Panel.Engine.Contract;

namespace Panel.Web.Features.Images.Updates;

/// <summary>How a name of an image stands to its registry.</summary>
public enum UpdateState
{
    /// <summary>There is nothing to compare: the image did not come from the registry that its name tells.</summary>
    NotChecked,

    /// <summary>The registry was not asked yet.</summary>
    Never,

    /// <summary>The registry has the same.</summary>
    Current,

    /// <summary>The registry has another under the same name.</summary>
    Available,

    /// <summary>The registry was asked and did not tell.</summary>
    Unknown,
}

/// <summary>How a name of an image stands to its registry, as far as it is known.</summary>
/// <param name="Tag">The name.</param>
/// <param name="State">How it stands.</param>
/// <param name="Local">Digests that the image here has in that repository.</param>
/// <param name="Remote">The digest that the registry told last; null for none.</param>
/// <param name="CheckedAt">When the registry told it; null for never.</param>
/// <param name="Problem">Why it is not checked, or why the last attempt failed; null when it did not.</param>
public sealed record ImageUpdate(string Tag, UpdateState State, IReadOnlyList<string> Local, string? Remote, DateTimeOffset? CheckedAt, string? Problem)
{
    private const string NotFromThere = "It was made or loaded here under this name, and never pulled from its registry or pushed there.";

    /// <summary>Whether asking the registry can tell anything.</summary>
    public bool CanBeChecked => State != UpdateState.NotChecked;

    /// <summary>Compares the image that has a name now with what its registry said.</summary>
    public static ImageUpdate Of(ImageSummary image, string tag, UpdateCheck? check)
    {
        var local = LocalDigests(image, tag);
        if (local.Count == 0) return new(tag, UpdateState.NotChecked, local, null, null, NotFromThere);
        if (check is null) return new(tag, UpdateState.Never, local, null, null, null);
        if (check.Remote is { } remote && local.Contains(remote)) return new(tag, UpdateState.Current, local, remote, check.CheckedAt, check.Problem);
        // Said of another image than the name stands for now: it is older than the last pull.
        if (!local.SequenceEqual(check.Local)) return new(tag, UpdateState.Never, local, null, null, null);
        var state = check.Remote is not null ? UpdateState.Available : check.Problem is not null ? UpdateState.Unknown : UpdateState.Never;
        return new(tag, state, local, check.Remote, check.CheckedAt, check.Problem);
    }

    /// <summary>The digests that an image has in the repository of a name: of an index where the name had one, as the registry tells it.</summary>
    public static IReadOnlyList<string> LocalDigests(ImageSummary image, string tag)
    {
        var repository = ImageNames.Repository(tag) + "@";
        return [.. image.RepositoryDigests.Where(digest => digest.StartsWith(repository, StringComparison.Ordinal)).Select(digest => digest[repository.Length..]).Order(StringComparer.Ordinal)];
    }
}
