using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Features.Images.Updates;

namespace Panel.Web.Features.Dashboard.Attention;

/// <summary>Reports images of which their registries have newer versions.</summary>
internal sealed class UpdateAttention(IContainerEngine engine, ImageUpdates updates) : IAttentionSource
{
    public async Task<IReadOnlyList<AttentionItem>> FindAsync(CancellationToken cancellationToken)
    {
        var names = (await engine.Images.ListAsync(cancellationToken))
            .SelectMany(image => image.RepositoryTags.Where(tag => updates.Of(image, tag).State == UpdateState.Available)).Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0) return [];
        return [new($"{Format.Count(names.Count, "image")} {(names.Count == 1 ? "has an update" : "have updates")}", "/images", "Show images") { Detail = string.Join(", ", names) }];
    }
}
