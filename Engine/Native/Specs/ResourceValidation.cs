using System.Globalization;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using static Panel.Engine.Native.Words.InputCheck;

namespace Panel.Engine.Native.Specs;

/// <summary>Refuses invalid limits.</summary>
internal static class ResourceValidation
{
    /// <summary>The kernel's limit (kernel/sched/core.c, max_bw_runtime_us): its arithmetic has 44 bits for it.</summary>
    private const long MaximumQuota = (1L << 44) - 1;

    /// <summary>The kernel's limit (include/linux/threads.h, PID_MAX_LIMIT).</summary>
    private const long MaximumPids = 4 * 1024 * 1024;

    /// <summary>The kernel stores 32 bits of it (block/blk-throttle.c, tg_set_conf): the next value would mean no limit at all.</summary>
    private const long MaximumOperations = uint.MaxValue;

    public static void Check(ResourceLimits limits)
    {
        CheckMemory(limits);
        var cpus = Environment.ProcessorCount;
        if (limits.Cpus is { } wanted && !(wanted >= 0.01 && wanted <= cpus))
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"The limit of {wanted} CPUs must be between 0.01 and {cpus}, which is what this machine has."), "Resources.Cpus");
        if (limits.Cpus is not null && (limits.CpuQuota ?? limits.CpuPeriod) is not null) throw Wrong("Limit the CPUs by their number or by a quota and a period, not by both.", "Resources.Cpus");
        if (limits.CpuQuota is not null and not -1 and < 1000) throw Wrong("The CPU quota must be at least 1000 microseconds, or -1 for none.", "Resources.CpuQuota");
        if (limits.CpuQuota > MaximumQuota) throw Wrong($"The CPU quota must be at most {MaximumQuota} microseconds, or -1 for none.", "Resources.CpuQuota");
        if (limits.CpuPeriod is < 1000 or > 1_000_000) throw Wrong("The CPU period must be between 1000 and 1000000 microseconds.", "Resources.CpuPeriod");
        if (limits.CpuShares is < 2 or > 262144) throw Wrong("The CPU shares must be between 2 and 262144.", "Resources.CpuShares");
        if (limits.CpusetCpus is { } set) CheckSet(set, "CPU", "/sys/devices/system/cpu/online", "Resources.CpusetCpus");
        if (limits.CpusetMems is { } nodes) CheckSet(nodes, "memory node", "/sys/devices/system/node/has_memory", "Resources.CpusetMems");
        if (limits.BlkioWeight is < 10 or > 1000) throw Wrong("The weight of disk access must be between 10 and 1000.", "Resources.BlkioWeight");
        CheckRates(limits.DeviceRates);
        if (limits.Pids is 0 or < -1) throw Wrong("The limit of processes must be at least 1, or -1 for none.", "Resources.Pids");
        if (limits.Pids > MaximumPids) throw Wrong($"The limit of processes must be at most {MaximumPids}, or -1 for none.", "Resources.Pids");
    }

    private static void CheckMemory(ResourceLimits limits)
    {
        if (limits.MemoryBytes is < ResourceLimits.LeastMemory) throw Wrong("The memory limit must be at least 6 MiB (6291456 bytes).", "Resources.MemoryBytes");
        if (limits.MemorySwapBytes is not (null or -1))
        {
            if (limits.MemoryBytes is null) throw Wrong("A limit of memory and swap needs a memory limit too.", "Resources.MemorySwapBytes");
            if (limits.MemorySwapBytes < limits.MemoryBytes) throw Wrong("The limit of memory and swap together must not be below the memory limit.", "Resources.MemorySwapBytes");
        }
        if (limits.MemorySwappiness is < 0 or > 100) throw Wrong("The memory swappiness must be between 0 and 100.", "Resources.MemorySwappiness");
        if (limits.MemoryReservationBytes is < ResourceLimits.LeastMemory) throw Wrong("The memory reservation must be at least 6 MiB (6291456 bytes).", "Resources.MemoryReservationBytes");
        if (limits.MemoryReservationBytes > limits.MemoryBytes) throw Wrong("The memory reservation must not be above the memory limit.", "Resources.MemoryReservationBytes");
    }

    private static void CheckRates(IReadOnlyList<DeviceRate> rates)
    {
        for (var i = 0; i < rates.Count; i++)
        {
            var rate = rates[i];
            if (DeviceNode.Read(rate.Device) is not { IsBlock: true } node) throw Wrong($"There is no disk {rate.Device} on the host.", $"Resources.DeviceRates[{i}]");
            if (rate.ReadBytes is < 1 || rate.WriteBytes is < 1 || rate.ReadOperations is < 1 || rate.WriteOperations is < 1)
                throw Wrong($"A rate of the disk {rate.Device} must be at least 1; leave it out for no limit.", $"Resources.DeviceRates[{i}]");
            if (rate.ReadOperations > MaximumOperations || rate.WriteOperations > MaximumOperations)
                throw Wrong($"A rate of the disk {rate.Device} must be at most {MaximumOperations} operations a second.", $"Resources.DeviceRates[{i}]");
            if (File.Exists($"/sys/dev/block/{node.Major}:{node.Minor}/partition"))
                throw Wrong($"{rate.Device} is a partition, and the kernel limits whole disks; name its disk.", $"Resources.DeviceRates[{i}]");
        }
    }

    private static void CheckSet(string set, string what, string online, string field)
    {
        if (!NumberSet.TryParse(set, out var wanted)) throw Wrong($"The {what} set '{set}' must be a list such as 0-2,4.", field);
        // A kernel without NUMA has no node list, but one node.
        var present = NumberSet.TryParse(File.Exists(online) ? File.ReadAllText(online).Trim() : "0", out var numbers) ? numbers : [];
        if (wanted.Except(present).FirstOrDefault(-1) is >= 0 and var missing) throw Wrong($"The {what} set '{set}' names {missing}, which this machine does not have or has turned off.", field);
    }
}
