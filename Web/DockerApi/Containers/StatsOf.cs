using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Converts a sample to Docker's JSON.</summary>
internal static class StatsOf
{
    /// <summary>The sample of a stopped container, with the previous sample beside it if there was one.</summary>
    public static StatsModel Nothing(ContainerSummary row, ContainerStats? previous = null) => new()
    {
        Name = "/" + row.Name,
        Id = row.Id,
        Read = GoTime.Never,
        PreviousRead = previous is null ? GoTime.Never : GoTime.Text(previous.Time),
        Pids = new(),
        Block = new(),
        Cpu = Cpu(null),
        PreviousCpu = Cpu(previous),
        Memory = new(),
    };

    public static StatsModel Sample(ContainerSummary row, ContainerStats sample, ContainerStats? previous) => new()
    {
        Name = "/" + row.Name,
        Id = row.Id,
        Read = GoTime.Text(sample.Time),
        PreviousRead = GoTime.Text(previous?.Time),
        Pids = new() { Current = sample.Pids, Limit = sample.PidsLimit },
        Block = new()
        {
            ServiceBytes = [.. sample.BlockDevices.SelectMany(device => Block(device, device.ReadBytes, device.WrittenBytes))],
            Serviced = [.. sample.BlockDevices.SelectMany(device => Block(device, device.Reads, device.Writes))],
        },
        Cpu = Cpu(sample),
        PreviousCpu = Cpu(previous),
        // Includes the page cache: clients subtract what the kernel drops first, (total_)inactive_file in stats.
        Memory = new()
        {
            Usage = sample.MemoryUsageBytes,
            Peak = sample.MemoryPeakBytes,
            Stats = sample.MemoryCounters,
            LimitHits = sample.MemoryLimitHits,
            Limit = sample.MemoryLimitBytes,
        },
        Networks = row.Networks.Contains("bridge") ? sample.Interfaces.ToDictionary(one => one.Name, Network) : null,
    };

    private static BlockEntry[] Block(BlockCounters device, long read, long written) => [new(device.Major, device.Minor, "read", read), new(device.Major, device.Minor, "write", written)];

    private static NetworkStats Network(InterfaceCounters one) => new()
    {
        ReceivedBytes = one.Received.Bytes,
        ReceivedPackets = one.Received.Packets,
        ReceivedErrors = one.Received.Errors,
        ReceivedDropped = one.Received.Dropped,
        SentBytes = one.Sent.Bytes,
        SentPackets = one.Sent.Packets,
        SentErrors = one.Sent.Errors,
        SentDropped = one.Sent.Dropped,
    };

    private static CpuStats Cpu(ContainerStats? sample) => new()
    {
        Usage = new(
            sample?.CpuNanoseconds ?? 0, sample?.CpuNanosecondsByCpu is { Count: > 0 } all ? all : null, sample?.CpuKernelNanoseconds ?? 0, sample?.CpuUserNanoseconds ?? 0),
        System = sample?.HostCpuNanoseconds ?? 0,
        Online = sample?.HostCpus ?? 0,
        Throttling = new(sample?.CpuPeriods ?? 0, sample?.ThrottledPeriods ?? 0, sample?.ThrottledNanoseconds ?? 0),
    };
}
