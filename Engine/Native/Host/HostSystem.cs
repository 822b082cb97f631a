using System.Reflection;
using System.Runtime.CompilerServices;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Host;

/// <summary>Reads the machine's state from /proc and statvfs.</summary>
public sealed class HostSystem : IHostSystem
{
    private readonly EnginePaths _paths;
    private readonly TimeProvider _time;
    private readonly HostInfo _info;
    private readonly Lock _lock = new();
    private CpuTimes _previous;

    /// <summary>Reads the constant facts about the machine once.</summary>
    public HostSystem(EnginePaths paths, TimeProvider? time = null)
    {
        (_paths, _time) = (paths, time ?? TimeProvider.System);
        _previous = CpuTimes.Read();
        var mounted = CgroupHierarchies.Mounted(KernelFile.Read("/proc/self/mounts") ?? "");
        var version = mounted.ContainsKey("memory") ? 1 : mounted.ContainsKey("") ? 2 : 1;
        _info = new()
        {
            Name = Environment.MachineName,
            OperatingSystem = OperatingSystem(KernelFile.Read("/etc/os-release") ?? ""),
            KernelVersion = KernelFile.Read("/proc/sys/kernel/osrelease")?.Trim() ?? "",
            Architecture = ImageStore.Architecture,
            Cpus = Environment.ProcessorCount,
            MemoryBytes = KernelFile.Value(KernelFile.Read("/proc/meminfo"), "MemTotal") * 1024,
            CgroupVersion = version,
            DataRoot = paths.DataRoot,
            EngineVersion = typeof(HostSystem).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "",
            Warnings = HostWarnings.Find(mounted, version),
        };
    }

    /// <inheritdoc/>
    public Task<HostInfo> GetInfoAsync(CancellationToken cancellationToken = default) => Task.FromResult(_info);

    /// <inheritdoc/>
    public Task<HostStats> GetStatsAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var before = _previous;
            var stats = Sample(ref before);
            _previous = before;
            return Task.FromResult(stats);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<HostStats> StreamStatsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Each reader has its own previous sample, so that several do not shorten each other's interval.
        CpuTimes previous;
        lock (_lock) previous = _previous;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
        do
        {
            yield return Sample(ref previous);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private HostStats Sample(ref CpuTimes previous)
    {
        var times = CpuTimes.Read();
        var percent = times.PercentSince(previous);
        previous = times;
        var memory = KernelFile.Read("/proc/meminfo");
        var total = KernelFile.Value(memory, "MemTotal") * 1024;
        var (diskUsed, diskTotal) = DiskCounters.Space(_paths.DataRoot);
        var (read, written) = DiskCounters.Transferred();
        var interfaces = NetworkCounters.Read(KernelFile.Read("/proc/net/dev"), HostInterfaces.IsPhysical);
        return new()
        {
            Time = _time.GetUtcNow(),
            CpuPercent = percent,
            LoadAverage = [.. (KernelFile.Read("/proc/loadavg") ?? "").Split(' ').Take(3).Select(value => double.TryParse(value, out var load) ? load : 0)],
            MemoryTotalBytes = total,
            MemoryUsedBytes = total - KernelFile.Value(memory, "MemAvailable") * 1024,
            DiskUsedBytes = diskUsed,
            DiskTotalBytes = diskTotal,
            DiskReadBytes = read,
            DiskWrittenBytes = written,
            NetworkReceivedBytes = interfaces.Sum(one => one.Received.Bytes),
            NetworkSentBytes = interfaces.Sum(one => one.Sent.Bytes),
            UptimeSeconds = double.TryParse((KernelFile.Read("/proc/uptime") ?? "").Split(' ')[0], out var uptime) ? uptime : 0,
        };
    }

    private static string OperatingSystem(string release) =>
        release.Split('\n').FirstOrDefault(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))?["PRETTY_NAME=".Length..].Trim('"') ?? "Linux";
}
