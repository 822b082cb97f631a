using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Dashboard.Attention;

/// <summary>Warns when a disk is filling up.</summary>
internal sealed class DiskAttention(IContainerEngine engine) : IAttentionSource
{
    private const double Low = 0.10;
    private const double VeryLow = 0.03;

    public async Task<IReadOnlyList<AttentionItem>> FindAsync(CancellationToken cancellationToken)
    {
        var stats = await engine.System.GetStatsAsync(cancellationToken);
        var free = stats.DiskTotalBytes - stats.DiskUsedBytes;
        if (stats.DiskTotalBytes <= 0 || free >= stats.DiskTotalBytes * Low) return [];
        return [new($"The disk with the panel's data has {Format.Bytes(free)} left of {Format.Bytes(stats.DiskTotalBytes)}", "/images", "Remove images") { IsGrave = free < stats.DiskTotalBytes * VeryLow }];
    }
}
