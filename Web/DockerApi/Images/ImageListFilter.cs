using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Images;

/// <summary>The filters of the image list.</summary>
internal sealed class ImageListFilter
{
    private readonly QueryFilters _filters;
    private readonly bool _all;
    private readonly bool? _dangling;
    private readonly DateTimeOffset[] _before;
    private readonly DateTimeOffset[] _since;
    private readonly long[] _until;
    private readonly Func<string, bool>[] _patterns;

    private ImageListFilter(ApiCall call, QueryFilters filters, DateTimeOffset[] before, DateTimeOffset[] since)
    {
        (_filters, _before, _since) = (filters, before, since);
        (_all, _dangling) = (call.Flag("all"), filters.Truth("dangling"));
        var now = call.Service<TimeProvider>().GetUtcNow();
        _until = [.. filters["until"].Select(text => GoTime.Parse("until", text, now)!.Value)];
        _patterns = [.. filters["reference"].Select(PathPattern.Compile)];
    }

    /// <exception cref="ApiException">A filter is invalid, or names an unknown image.</exception>
    public static async Task<ImageListFilter> ReadAsync(ApiCall call)
    {
        var filters = call.Filters("before", "dangling", "label", "label!", "reference", "since", "until");
        return new(call, filters, await TimesAsync(call, filters["before"]), await TimesAsync(call, filters["since"]));
    }

    /// <summary>The image with only the requested names; null when it is not listed.</summary>
    public ImageSummary? Apply(ImageSummary image)
    {
        if (_filters.HasEmpty("reference") || !_filters.Labels(image.Labels) || !Array.TrueForAll(_before, time => image.CreatedAt < time) || !Array.TrueForAll(_since, time => image.CreatedAt > time)
            || !Array.TrueForAll(_until, time => GoTime.UnixNanoseconds(image.CreatedAt) < time)) return null;
        // An image that others were made from never counts as dangling.
        if (_dangling is true && (image.Children > 0 || image.RepositoryTags.Count > 0)) return null;
        var named = image with { RepositoryTags = [.. image.RepositoryTags.Where(Fits)], RepositoryDigests = [.. image.RepositoryDigests.Where(Fits)] };
        if (named.RepositoryTags.Count + named.RepositoryDigests.Count > 0) return named;
        return _patterns.Length == 0 && _dangling is not false && (_all || !image.IsIntermediate) ? named : null;
    }

    // The whole name, or the repository alone.
    private bool Fits(string name) => _patterns.Length == 0 || Array.Exists(_patterns, pattern => pattern(name) || pattern(Repository(name)));

    private static string Repository(string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        return name[..(at < 0 ? name.LastIndexOf(':') : at)];
    }

    private static async Task<DateTimeOffset[]> TimesAsync(ApiCall call, IReadOnlyList<string> references)
    {
        List<DateTimeOffset> times = [];
        foreach (var reference in references) times.Add((await ImageLookup.FindAsync(call, reference)).Summary.CreatedAt);
        return [.. times];
    }
}
