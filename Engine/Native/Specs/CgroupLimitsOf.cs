using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Linux.Files;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Specs;

/// <summary>Converts the contract's limits to the shim's and the kernel's.</summary>
internal static class CgroupLimitsOf
{
    private const long DefaultShares = 1024;

    /// <summary>The limits for a start.</summary>
    public static ResourceSpec Spec(ResourceLimits limits) => new()
    {
        MemoryBytes = limits.MemoryBytes,
        MemorySwapBytes = Swap(limits),
        MemoryReservationBytes = limits.MemoryReservationBytes,
        MemorySwappiness = limits.MemorySwappiness,
        OomKillDisable = limits.OomKillDisable,
        // Without a quota, the period is written together with "no limit".
        Cpus = limits.CpuLimit() ?? (limits.CpuPeriod is null ? null : -1),
        CpuPeriod = Period(limits),
        CpuShares = limits.CpuShares,
        CpusetCpus = limits.CpusetCpus,
        CpusetMems = limits.CpusetMems,
        Pids = limits.Pids ?? ResourceLimits.DefaultPids,
        BlkioWeight = limits.BlkioWeight,
        DeviceRates = [.. limits.DeviceRates.Select(Rate)],
    };

    /// <summary>The changes for a running container, with the kernel's "no limit" for removed limits.</summary>
    public static CgroupLimits Change(ResourceLimits from, ResourceLimits to)
    {
        var memory = from.MemoryBytes != to.MemoryBytes || Swap(from) != Swap(to);
        return new CgroupLimits
        {
            MemoryBytes = memory ? to.MemoryBytes ?? -1 : null,
            MemorySwapBytes = memory ? Swap(to) ?? -1 : null,
            MemoryReservationBytes = from.MemoryReservationBytes == to.MemoryReservationBytes ? null : to.MemoryReservationBytes ?? -1,
            Cpus = from.CpuLimit().Equals(to.CpuLimit()) && Period(from) == Period(to) ? null : to.CpuLimit() ?? -1,
            CpuPeriod = Period(to),
            CpuShares = from.CpuShares == to.CpuShares ? null : to.CpuShares ?? DefaultShares,
            CpusetCpus = from.CpusetCpus == to.CpusetCpus ? null : to.CpusetCpus ?? EveryCpu,
            CpusetMems = from.CpusetMems == to.CpusetMems ? null : to.CpusetMems ?? EveryNode,
            Pids = from.Pids == to.Pids ? null : to.Pids ?? ResourceLimits.DefaultPids,
            BlkioWeight = from.BlkioWeight == to.BlkioWeight ? null : to.BlkioWeight ?? -1,
            DeviceRates = [.. Rates(from, to)],
        };
    }

    private static string EveryCpu => File.ReadAllText("/sys/devices/system/cpu/online").Trim();

    private static string EveryNode => File.ReadAllText("/sys/devices/system/node/online").Trim();

    private static long Period(ResourceLimits limits) => limits.CpuPeriod ?? ResourceLimits.DefaultCpuPeriod;

    private static long? Swap(ResourceLimits limits) => limits.MemorySwapBytes ?? (limits.MemoryBytes > long.MaxValue / 2 ? long.MaxValue : limits.MemoryBytes * 2);

    private static IEnumerable<CgroupDeviceRate> Rates(ResourceLimits from, ResourceLimits to)
    {
        foreach (var rate in to.DeviceRates.Select(Rate))
            yield return new CgroupDeviceRate(rate.Major, rate.Minor, rate.ReadBytes ?? -1, rate.WriteBytes ?? -1, rate.ReadOperations ?? -1, rate.WriteOperations ?? -1);
        foreach (var rate in from.DeviceRates.Where(old => !to.DeviceRates.Any(rate => rate.Device == old.Device)).Select(Rate))
            yield return new CgroupDeviceRate(rate.Major, rate.Minor, -1, -1, -1, -1);
    }

    private static DeviceRateSpec Rate(DeviceRate rate)
    {
        var node = DeviceNode.Read(rate.Device) is { IsBlock: true } found ? found : throw new InvalidInputException($"There is no disk {rate.Device} on the host.", "Resources.DeviceRates");
        return new DeviceRateSpec
        {
            Major = node.Major,
            Minor = node.Minor,
            ReadBytes = rate.ReadBytes,
            WriteBytes = rate.WriteBytes,
            ReadOperations = rate.ReadOperations,
            WriteOperations = rate.WriteOperations,
        };
    }
}
