using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Containers;

/// <summary>A sample in the shape of Docker's JSON.</summary>
internal static class StatsOf
{
    /// <summary>What a container that does not run uses.</summary>
    public static StatsModel Nothing(ContainerSummary row) => new()
    {
        Name = "/" + row.Name,
        Id = row.Id,
        Read = GoTime.Never,
        PreviousRead = GoTime.Never,
        Pids = new(),
        Block = new(),
        Cpu = Cpu(null),
        PreviousCpu = Cpu(null),
        Memory = new(),
    };

    public static StatsModel Sample(ContainerSummary row, ContainerStats sample, ContainerStats? previous) => new()
    {
        Name = "/" + row.Name,
        Id = row.Id,
        Read = GoTime.Text(sample.Time),
        PreviousRead = GoTime.Text(previous?.Time),
        Pids = new() { Current = sample.Pids },
        Block = new() { ServiceBytes = [new(0, 0, "read", sample.BlockReadBytes), new(0, 0, "write", sample.BlockWrittenBytes)] },
        Cpu = Cpu(sample),
        PreviousCpu = Cpu(previous),
        // The engine has taken the droppable page cache off already; clients take off what is named in stats.
        Memory = new() { Usage = sample.MemoryBytes, Limit = sample.MemoryLimitBytes, Stats = [] },
        Networks = row.Networks.Contains("bridge") ? new() { ["eth0"] = new() { ReceivedBytes = sample.NetworkReceivedBytes, SentBytes = sample.NetworkSentBytes } } : null,
    };

    private static CpuStats Cpu(ContainerStats? sample) => new()
    {
        Usage = new(sample?.CpuNanoseconds ?? 0, 0, 0),
        System = sample?.HostCpuNanoseconds ?? 0,
        Online = sample?.HostCpus ?? 0,
        Throttling = new(sample?.CpuPeriods ?? 0, sample?.ThrottledPeriods ?? 0, sample?.ThrottledNanoseconds ?? 0),
    };
}
