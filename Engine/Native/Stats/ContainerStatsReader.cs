using System.Runtime.CompilerServices;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Native.Stats;

/// <summary>Samples one run of a container from its cgroup and its init's network namespace. It keeps the previous sample for the CPU use;
/// not thread-safe.</summary>
public sealed class ContainerStatsReader
{
    // /proc counts in USER_HZ, which is 100 on every supported architecture.
    private const long NanosecondsPerTick = 10_000_000;

    private readonly ICgroupFiles _files;
    private readonly int _pid;
    private readonly TimeProvider _time;
    private readonly long _hostMemory;
    private (long Timestamp, long CpuNanoseconds)? _previous;

    /// <param name="cgroup">The path in the shim's specification: below each v1 controller's mount, or below the v2 root.</param>
    /// <param name="pid">Its init on the host.</param>
    /// <param name="time">The clock; null means the system's.</param>
    public ContainerStatsReader(string cgroup, int pid, TimeProvider? time = null) : this(CgroupHierarchies.Open(cgroup, pid), pid, time)
    {
    }

    internal ContainerStatsReader(ICgroupFiles files, int pid, TimeProvider? time)
    {
        (_files, _pid, _time) = (files, pid, time ?? TimeProvider.System);
        _hostMemory = KernelFile.Value(KernelFile.Read("/proc/meminfo"), "MemTotal") * 1024;
    }

    /// <summary>False once its cgroup or its init is gone.</summary>
    public bool IsAlive => _files.Exists && Directory.Exists($"/proc/{_pid}");

    /// <summary>One sample.</summary>
    public ContainerStats Read()
    {
        var sample = _files.Read();
        var now = _time.GetTimestamp();
        var interfaces = NetworkCounters.Read(KernelFile.Read($"/proc/{_pid}/net/dev"), name => name != "lo");
        var memory = sample.Memory;
        var percent = 0.0;
        if (_previous is { } previous && _time.GetElapsedTime(previous.Timestamp, now).TotalNanoseconds is var elapsed and > 0)
            percent = Math.Max(0, (sample.Cpu.Nanoseconds - previous.CpuNanoseconds) * 100.0 / elapsed);
        _previous = (now, sample.Cpu.Nanoseconds);
        return new()
        {
            Time = _time.GetUtcNow(),
            CpuNanoseconds = sample.Cpu.Nanoseconds,
            CpuUserNanoseconds = sample.Cpu.User,
            CpuKernelNanoseconds = sample.Cpu.Kernel,
            CpuNanosecondsByCpu = sample.Cpu.ByCpu,
            CpuPercent = percent,
            HostCpuNanoseconds = CpuTimes.Read().Total * NanosecondsPerTick,
            HostCpus = Environment.ProcessorCount,
            ThrottledNanoseconds = sample.Cpu.ThrottledNanoseconds,
            CpuPeriods = sample.Cpu.Periods,
            ThrottledPeriods = sample.Cpu.ThrottledPeriods,
            CpuLimit = sample.Cpu.Limit,
            MemoryBytes = memory.Inactive < memory.Usage ? memory.Usage - memory.Inactive : memory.Usage,
            MemoryUsageBytes = memory.Usage,
            MemoryPeakBytes = memory.Peak,
            MemoryLimitHits = memory.LimitHits,
            MemoryCounters = memory.Counters,
            // A limit above the machine's memory counts as no limit.
            MemoryLimitBytes = Math.Min(memory.Limit ?? _hostMemory, _hostMemory),
            Interfaces = interfaces,
            NetworkReceivedBytes = interfaces.Sum(one => one.Received.Bytes),
            NetworkSentBytes = interfaces.Sum(one => one.Sent.Bytes),
            BlockDevices = sample.Blocks,
            BlockReadBytes = sample.Blocks.Sum(device => device.ReadBytes),
            BlockWrittenBytes = sample.Blocks.Sum(device => device.WrittenBytes),
            Pids = sample.Pids,
            PidsLimit = sample.PidsLimit,
        };
    }

    /// <summary>One sample a second until the container's cgroup is gone or the caller stops.</summary>
    public async IAsyncEnumerable<ContainerStats> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
        do
        {
            if (!IsAlive) yield break;
            yield return Read();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
