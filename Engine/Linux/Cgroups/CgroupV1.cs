using System.Globalization;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Cgroups;

/// <summary>A group in each mounted v1 hierarchy.</summary>
public sealed class CgroupV1(CgroupHost host, string path) : ICgroup
{
    private static readonly string[] Controllers = ["memory", "pids", "cpu", "cpuacct", "devices", "freezer", "blkio", "cpuset"];

    // Several controllers may share one mount (cpu,cpuacct), so each directory is handled once.
    private IEnumerable<string> Directories => Controllers.Select(Directory).OfType<string>().Distinct();

    public string? Directory(string controller) => host.Controller(controller) is { } mount ? $"{mount}/{path}" : null;

    public void Create()
    {
        foreach (var directory in Directories)
        {
            var level = directory[..^(path.Length + 1)];
            foreach (var part in path.Split('/'))
            {
                level += "/" + part;
                if (CgroupFile.MakeDirectory(level))
                    InheritCpuset(level);
            }
        }
    }

    public void Delegate(uint user, bool withDisks)
    {
        foreach (var directory in Directories.Where(directory => withDisks || directory != Directory("blkio")))
            CgroupFile.Give(directory, user, "cgroup.procs", "tasks");
    }

    // A new cpuset has no CPUs, and accepts no process until it has some.
    private static void InheritCpuset(string level)
    {
        if (!RawFile.Exists(level + "/cpuset.cpus"))
            return;
        var parent = Path.GetDirectoryName(level);
        RawFile.Write(level + "/cpuset.cpus", RawFile.ReadText(parent + "/cpuset.cpus"));
        RawFile.Write(level + "/cpuset.mems", RawFile.ReadText(parent + "/cpuset.mems"));
    }

    public void Apply(CgroupLimits limits)
    {
        ApplyMemory(limits);
        Set("memory", "memory.soft_limit_in_bytes", limits.MemoryReservationBytes);
        Set("memory", "memory.swappiness", limits.MemorySwappiness);
        Set("memory", "memory.oom_control", limits.OomKillDisable ? 1 : null);
        Set("cpu", "cpu.shares", limits.CpuShares);
        if (limits.CpuQuota is { } quota)
        {
            Set("cpu", "cpu.cfs_period_us", limits.CpuPeriod);
            Set("cpu", "cpu.cfs_quota_us", quota);
        }

        if (limits.CpusetCpus is { Length: > 0 } cpus)
            RawFile.Write(Require("cpuset") + "/cpuset.cpus", cpus);
        if (limits.CpusetMems is { Length: > 0 } nodes)
            RawFile.Write(Require("cpuset") + "/cpuset.mems", nodes);
        ApplyBlkio(limits);
        if (limits.Pids is { } pids)
            RawFile.Write(Require("pids") + "/pids.max", pids < 0 ? "max" : pids.ToString(CultureInfo.InvariantCulture));
    }

    private void ApplyBlkio(CgroupLimits limits)
    {
        // Only bfq uses weights. A kernel without it has no such file, and the caller is warned that the weight has no effect.
        if (limits.BlkioWeight is { } weight && RawFile.Exists(Require("blkio") + "/blkio.bfq.weight"))
            Set("blkio", "blkio.bfq.weight", weight < 0 ? CgroupLimits.BfqDefaultWeight : weight);

        foreach (var rate in limits.DeviceRates)
        {
            Throttle(rate, "read_bps", rate.ReadBytes);
            Throttle(rate, "write_bps", rate.WriteBytes);
            Throttle(rate, "read_iops", rate.ReadOperations);
            Throttle(rate, "write_iops", rate.WriteOperations);
        }
    }

    // 0 removes a rate.
    private void Throttle(CgroupDeviceRate rate, string name, long? value)
    {
        if (value is { } number)
            RawFile.Write($"{Require("blkio")}/blkio.throttle.{name}_device", $"{rate.Major}:{rate.Minor} {Math.Max(number, 0)}");
    }

    // The kernel enforces memory <= memory+swap at every moment, so memory+swap goes first when both are raised.
    private void ApplyMemory(CgroupLimits limits)
    {
        var swap = limits.MemorySwapBytes;
        if (limits.MemoryBytes is { } memory)
        {
            var file = Require("memory") + "/memory.limit_in_bytes";
            var first = RawFile.TryWrite(file, memory.ToString(CultureInfo.InvariantCulture));
            if (first == -Errno.EINVAL && swap is not null)
            {
                Set("memory", "memory.memsw.limit_in_bytes", swap);
                first = RawFile.TryWrite(file, memory.ToString(CultureInfo.InvariantCulture));
            }

            Syscall.Check(first, "write", file);
        }

        // The file is absent when the kernel was started without swap accounting: then there is nothing to limit.
        if (swap is not null && RawFile.Exists(Require("memory") + "/memory.memsw.limit_in_bytes"))
            Set("memory", "memory.memsw.limit_in_bytes", swap);
    }

    public void RestrictDevices(IReadOnlyList<string> more)
    {
        if (Directory("devices") is not { } devices)
            return;
        RawFile.Write(devices + "/devices.deny", "a");
        foreach (var rule in DeviceRule.Default.Concat(more))
            RawFile.Write(devices + "/devices.allow", rule);
    }

    public void Add(int pid)
    {
        var text = pid.ToString(CultureInfo.InvariantCulture);
        foreach (var directory in Directories)
            RawFile.Write(directory + "/cgroup.procs", text);
    }

    public void AddBeside(int pid, int other) => Add(pid);

    public IEnumerable<string> Entries => Directories.Select(directory => directory + "/tasks");

    public long OomKills() => Directory("memory") is { } memory && RawFile.Exists(memory)
        ? CgroupFile.Keyed(RawFile.ReadText(memory + "/memory.oom_control"), "oom_kill")
        : 0;

    public unsafe (int Descriptor, short Events)? WatchOom()
    {
        if (Directory("memory") is not { } memory)
            return null;
        const int pollIn = 1;
        var control = RawFile.Open(memory + "/memory.oom_control", OpenFlags.ReadOnly);
        var notifier = (int)Syscall.Check(Syscall.Try(SyscallNumber.EventFd2, 0, OpenFlags.CloseOnExec | OpenFlags.NonBlocking), "eventfd");
        RawFile.Write(memory + "/cgroup.event_control", $"{notifier} {control}");
        RawFile.Close(control);
        return (notifier, pollIn);
    }

    public void Freeze() => RawFile.Write(Require("freezer") + "/freezer.state", "FROZEN");

    public void Thaw() => RawFile.Write(Require("freezer") + "/freezer.state", "THAWED");

    public void Kill()
    {
        if (Directory("pids") is { } directory)
            CgroupFile.KillAll(directory);
    }

    public bool TryDelete()
    {
        var deleted = true;
        foreach (var directory in Directories)
            deleted &= CgroupFile.RemoveDirectory(directory);
        return deleted;
    }

    private void Set(string controller, string file, long? value)
    {
        if (value is { } number)
            RawFile.Write($"{Require(controller)}/{file}", number.ToString(CultureInfo.InvariantCulture));
    }

    private string Require(string controller) => Directory(controller)
        ?? throw new KernelException("cgroup", $"the {controller} controller is not mounted, so its limit cannot be set", 0);
}
