using System.Globalization;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Cgroups;

/// <summary>A group in the unified hierarchy (Documentation/admin-guide/cgroup-v2.rst).</summary>
/// <param name="mount">Where the hierarchy is mounted.</param>
/// <param name="path">Below it.</param>
/// <param name="hasControllers">False where v1 hierarchies limit and this one only orders processes.</param>
public sealed class CgroupV2(string mount, string path, bool hasControllers = true) : ICgroup
{
    private static readonly string[] Controllers = ["+memory", "+pids", "+cpu", "+cpuset", "+io"];

    // CGROUP_WEIGHT_DFL of the kernel (include/linux/cgroup.h).
    private const long DefaultIoWeight = 100;

    private const string MostGroupsBelow = "4096";
    private const string MostLevelsBelow = "32";

    private readonly string _directory = $"{mount}/{path}";

    public string? Directory(string controller) => _directory;

    public void Create()
    {
        var level = mount;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (hasControllers)
                EnableControllers(level);
            level += "/" + part;
            CgroupFile.MakeDirectory(level);
        }
    }

    // The files that /sys/kernel/cgroup/delegate lists. The limits stay root's, so that one container cannot use up the kernel's groups.
    public void Delegate(uint user, bool withDisks)
    {
        RawFile.Write(_directory + "/cgroup.max.descendants", MostGroupsBelow);
        RawFile.Write(_directory + "/cgroup.max.depth", MostLevelsBelow);
        CgroupFile.Give(_directory, user, "cgroup.procs", "cgroup.threads", "cgroup.subtree_control", "memory.oom.group", "memory.reclaim");
    }

    // One write per controller, so that a missing controller does not block the others. It is reported when its limit is set.
    private static void EnableControllers(string level)
    {
        var file = level + "/cgroup.subtree_control";
        var enabled = RawFile.ReadText(file).Split(' ', '\n');
        foreach (var controller in Controllers.Where(c => !enabled.Contains(c[1..])))
            RawFile.TryWrite(file, controller);
    }

    public void Apply(CgroupLimits limits)
    {
        Set("memory.max", limits.MemoryBytes);
        // A reserved share, not a limit: no reservation is 0.
        Set("memory.low", limits.MemoryReservationBytes is { } kept ? Math.Max(kept, 0) : null);
        if (limits.MemorySwapBytes is { } both)
            Set("memory.swap.max", both < 0 || limits.MemoryBytes is not { } memory ? -1 : both - memory);
        if (limits.CpuShares is { } shares)
            Set("cpu.weight", WeightOfShares(shares));
        if (limits.CpuQuota is { } quota)
            RawFile.Write(_directory + "/cpu.max", $"{(quota < 0 ? "max" : quota)} {limits.CpuPeriod}");
        if (limits.CpusetCpus is { Length: > 0 } cpus)
            RawFile.Write(_directory + "/cpuset.cpus", cpus);
        if (limits.CpusetMems is { Length: > 0 } nodes)
            RawFile.Write(_directory + "/cpuset.mems", nodes);
        ApplyIo(limits);
        Set("pids.max", limits.Pids);
    }

    private void ApplyIo(CgroupLimits limits)
    {
        if (limits.BlkioWeight is { } weight)
        {
            // BFQ keeps v1's range; io.weight has 1..10000, converted as in runc. Without either, weights have no effect, and the caller is
            // warned.
            if (RawFile.Exists(_directory + "/io.bfq.weight"))
                Set("io.bfq.weight", weight < 0 ? CgroupLimits.BfqDefaultWeight : weight);
            else if (RawFile.Exists(_directory + "/io.weight"))
                Set("io.weight", weight < 0 ? DefaultIoWeight : 1 + ((weight - 10) * 9999L / 990));
        }

        foreach (var rate in limits.DeviceRates)
        {
            var text = $"{rate.Major}:{rate.Minor}" + Rate("rbps", rate.ReadBytes) + Rate("wbps", rate.WriteBytes) + Rate("riops", rate.ReadOperations) + Rate("wiops", rate.WriteOperations);
            RawFile.Write(_directory + "/io.max", text);
        }
    }

    private static string Rate(string key, long? value) => value is { } number ? $" {key}={(number <= 0 ? "max" : number.ToString(CultureInfo.InvariantCulture))}" : "";

    /// <summary>Converts 2..262144 to 1..10000, as runc and systemd do.</summary>
    public static long WeightOfShares(long shares) => 1 + ((Math.Clamp(shares, 2, 262144) - 2) * 9999 / 262142);

    /// <summary>Attaches a BPF program, because v2 has no device files.</summary>
    public void RestrictDevices(IReadOnlyList<string> more) =>
        DeviceFilter.Attach(_directory, [.. DeviceRule.Default.Concat(more).Select(text => DeviceRule.TryParse(text, out var rule)
            ? rule
            : throw new KernelException("device rule", $"'{text}': write it as 'c 10:200 rwm'", Errno.EINVAL))]);

    public void Add(int pid) => RawFile.Write(_directory + "/cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));

    public void AddBeside(int pid, int other)
    {
        var text = pid.ToString(CultureInfo.InvariantCulture);
        var result = RawFile.TryWrite(_directory + "/cgroup.procs", text);
        if (result == -Errno.EBUSY && Below(other) is { } group)
            RawFile.Write(group + "/cgroup.procs", text);
        else
            Syscall.Check(result, "write", _directory + "/cgroup.procs");
    }

    // The line of the unified hierarchy in /proc/pid/cgroup is "0::/path" (cgroups(7)).
    private string? Below(int pid)
    {
        var line = RawFile.ReadText($"/proc/{pid}/cgroup").Split('\n').FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal));
        return line is not null && line[4..].StartsWith(path + "/", StringComparison.Ordinal) && !line.Contains("/../", StringComparison.Ordinal) ? $"{mount}/{line[4..]}" : null;
    }

    public IEnumerable<string> Entries => hasControllers ? [] : [_directory + "/cgroup.procs"];

    public long OomKills() => RawFile.Exists(_directory + "/memory.events")
        ? CgroupFile.Keyed(RawFile.ReadText(_directory + "/memory.events"), "oom_kill")
        : 0;

    public (int Descriptor, short Events)? WatchOom()
    {
        const short pollPriority = 2;
        var events = _directory + "/memory.events";
        return RawFile.Exists(events) ? (RawFile.Open(events, OpenFlags.ReadOnly), pollPriority) : null;
    }

    public void Freeze() => RawFile.Write(_directory + "/cgroup.freeze", "1");

    public void Thaw() => RawFile.Write(_directory + "/cgroup.freeze", "0");

    public void Kill()
    {
        // cgroup.kill came with Linux 5.14.
        if (RawFile.TryWrite(_directory + "/cgroup.kill", "1") == -Errno.ENOENT)
            CgroupFile.KillAll(_directory);
    }

    public bool TryDelete() => CgroupFile.RemoveDirectory(_directory);

    private void Set(string file, long? value)
    {
        if (value is { } number)
            RawFile.Write($"{_directory}/{file}", number < 0 ? "max" : number.ToString(CultureInfo.InvariantCulture));
    }
}
