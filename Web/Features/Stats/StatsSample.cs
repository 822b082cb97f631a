using Panel.Engine.Contract;

namespace Panel.Web.Features.Stats;

/// <summary>A sample for the charts; totals are below 2^53, JavaScript's limit for exact integers.</summary>
internal sealed record StatsSample(
    long Time, double Cpu, double CpuLimit, long ThrottledNanoseconds, long Periods, long ThrottledPeriods, long Memory, long MemoryUsage, long MemoryLimit,
    long Received, long Sent, long Packets, long Errors, long Dropped, long Read, long Written, long Pids, long PidsLimit)
{
    /// <summary>Converts a sample of the engine.</summary>
    public static StatsSample From(ContainerStats stats) => new(
        stats.Time.ToUnixTimeMilliseconds(), Math.Round(stats.CpuPercent, 2), stats.CpuLimit, stats.ThrottledNanoseconds, stats.CpuPeriods, stats.ThrottledPeriods,
        stats.MemoryBytes, stats.MemoryUsageBytes, stats.MemoryLimitBytes,
        stats.NetworkReceivedBytes, stats.NetworkSentBytes, Sum(stats, traffic => traffic.Packets), Sum(stats, traffic => traffic.Errors), Sum(stats, traffic => traffic.Dropped),
        stats.BlockReadBytes, stats.BlockWrittenBytes, stats.Pids, stats.PidsLimit);

    private static long Sum(ContainerStats stats, Func<TrafficCounters, long> counter) => stats.Interfaces.Sum(one => counter(one.Received) + counter(one.Sent));
}
