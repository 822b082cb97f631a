using Panel.Engine.Contract;

namespace Panel.Web.Features.Stats;

/// <summary>A sample as the charts take it; totals below 2^53, as JavaScript counts.</summary>
internal sealed record StatsSample(
    long Time, double Cpu, double CpuLimit, long ThrottledNanoseconds, long Periods, long ThrottledPeriods, long Memory, long MemoryLimit, long Received, long Sent, long Read, long Written, long Pids)
{
    /// <summary>Takes what is drawn from the engine's sample.</summary>
    public static StatsSample From(ContainerStats stats) => new(
        stats.Time.ToUnixTimeMilliseconds(), Math.Round(stats.CpuPercent, 2), stats.CpuLimit, stats.ThrottledNanoseconds, stats.CpuPeriods, stats.ThrottledPeriods,
        stats.MemoryBytes, stats.MemoryLimitBytes,
        stats.NetworkReceivedBytes, stats.NetworkSentBytes, stats.BlockReadBytes, stats.BlockWrittenBytes, stats.Pids);
}
