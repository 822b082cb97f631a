using Panel.Engine.Contract;

namespace Panel.Web.Features.Stats;

/// <summary>A running container in the usage table.</summary>
/// <param name="Container">The container.</param>
/// <param name="Stats">Its sample.</param>
/// <param name="ThrottledPercent">Percent of the periods since the previous sample in which the CPU limit throttled it; null without a
/// limit.</param>
public sealed record UsageRow(ContainerSummary Container, ContainerStats Stats, double? ThrottledPercent)
{
    /// <summary>Memory in percent of its limit.</summary>
    public double MemoryPercent => Stats.MemoryLimitBytes > 0 ? Stats.MemoryBytes * 100.0 / Stats.MemoryLimitBytes : 0;
}

/// <summary>Creates rows from consecutive readings.</summary>
public sealed class UsageRows
{
    private Dictionary<string, ContainerStats> _before = [];

    /// <summary>The rows of a reading, in its order.</summary>
    public IReadOnlyList<UsageRow> Next(IReadOnlyList<ContainerUsage> reading)
    {
        List<UsageRow> rows = [.. reading.Select(usage => new UsageRow(usage.Container, usage.Stats, Throttled(usage)))];
        _before = reading.ToDictionary(usage => usage.Container.Id, usage => usage.Stats, StringComparer.Ordinal);
        return rows;
    }

    // Counters that fell belong to a new run.
    private double? Throttled(ContainerUsage usage)
    {
        if (usage.Stats.CpuLimit <= 0) return null;
        if (!_before.TryGetValue(usage.Container.Id, out var before)) return 0;
        var periods = usage.Stats.CpuPeriods - before.CpuPeriods;
        return periods > 0 ? Math.Clamp((usage.Stats.ThrottledPeriods - before.ThrottledPeriods) * 100.0 / periods, 0, 100) : 0;
    }
}
