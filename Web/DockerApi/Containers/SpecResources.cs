using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Limits of a new container. 0 is Docker's word for none.</summary>
internal static class SpecResources
{
    /// <exception cref="ApiException">Two ways to limit the CPUs contradict each other.</exception>
    public static ResourceLimits Limits(HostConfig host) => new()
    {
        MemoryBytes = NullIfZero(host.Memory),
        MemorySwapBytes = NullIfZero(host.MemorySwap),
        MemoryReservationBytes = NullIfZero(host.MemoryReservation),
        MemorySwappiness = host.MemorySwappiness is -1 ? null : host.MemorySwappiness,
        OomKillDisable = host.OomKillDisable ?? false,
        Cpus = Cpus(host),
        CpuQuota = NullIfZero(host.CpuQuota),
        CpuPeriod = NullIfZero(host.CpuPeriod),
        CpuShares = NullIfZero(host.CpuShares),
        CpusetCpus = string.IsNullOrEmpty(host.CpusetCpus) ? null : host.CpusetCpus,
        // Docker's "no limit" by 0 is its default; ours is a limit, and -1 says none.
        Pids = host.PidsLimit is < 0 ? -1 : NullIfZero(host.PidsLimit),
        CpusetMems = string.IsNullOrEmpty(host.CpusetMems) ? null : host.CpusetMems,
        BlkioWeight = host.BlkioWeight is 0 ? null : host.BlkioWeight,
        DeviceRates = Rates(host),
    };

    /// <summary>The limits after an update: as Docker, what is absent or 0 stays as it is.</summary>
    public static ResourceLimits Updated(ResourceLimits old, HostConfig host)
    {
        var given = Limits(host);
        // As in Docker an update leaves it as it is, but does not take what could not be.
        if (given.MemorySwappiness is < 0 or > 100) throw ApiException.Bad($"The memory swappiness is {given.MemorySwappiness}, but must be between 0 and 100.");
        // Whichever way it is given now takes the other's place.
        var (isNumber, isQuota) = (given.Cpus is not null, (given.CpuQuota ?? given.CpuPeriod) is not null);
        return old with
        {
            MemoryBytes = given.MemoryBytes ?? old.MemoryBytes,
            MemorySwapBytes = given.MemorySwapBytes ?? old.MemorySwapBytes,
            MemoryReservationBytes = given.MemoryReservationBytes ?? old.MemoryReservationBytes,
            Cpus = given.Cpus ?? (isQuota ? null : old.Cpus),
            CpuQuota = given.CpuQuota ?? (isNumber ? null : old.CpuQuota),
            CpuPeriod = given.CpuPeriod ?? (isNumber ? null : old.CpuPeriod),
            CpuShares = given.CpuShares ?? old.CpuShares,
            CpusetCpus = given.CpusetCpus ?? old.CpusetCpus,
            CpusetMems = given.CpusetMems ?? old.CpusetMems,
            // Here 0 is said on purpose: clients leave the limit out that they do not mean.
            Pids = host.PidsLimit is <= 0 ? -1 : given.Pids ?? old.Pids,
            BlkioWeight = given.BlkioWeight ?? old.BlkioWeight,
            DeviceRates = given.DeviceRates.Count > 0 ? given.DeviceRates : old.DeviceRates,
        };
    }

    // Docker has a list for each kind of rate, the engine one entry a device.
    private static List<DeviceRate> Rates(HostConfig host)
    {
        Dictionary<string, DeviceRate> rates = [];
        Add(host.BlkioDeviceReadBps, (rate, most) => rate with { ReadBytes = most });
        Add(host.BlkioDeviceWriteBps, (rate, most) => rate with { WriteBytes = most });
        Add(host.BlkioDeviceReadIOps, (rate, most) => rate with { ReadOperations = most });
        Add(host.BlkioDeviceWriteIOps, (rate, most) => rate with { WriteOperations = most });
        return [.. rates.Values];

        void Add(List<ThrottleModel>? limits, Func<DeviceRate, long, DeviceRate> set)
        {
            foreach (var limit in (limits ?? []).OfType<ThrottleModel>().Where(limit => limit.Rate is not (null or 0)))
            {
                var path = limit.Path ?? throw ApiException.Bad("A limit of a disk needs its Path, such as /dev/sda.");
                rates[path] = set(rates.GetValueOrDefault(path) ?? new DeviceRate(path), limit.Rate ?? 0);
            }
        }
    }

    private static double? Cpus(HostConfig host)
    {
        if (NullIfZero(host.NanoCpus) is not { } cpus) return null;
        return NullIfZero(host.CpuQuota) is null && NullIfZero(host.CpuPeriod) is null ? cpus / 1e9
            : throw ApiException.Bad("HostConfig.NanoCpus and HostConfig.CpuQuota or CpuPeriod both limit the CPUs; set one of them.");
    }

    private static long? NullIfZero(long? number) => number is 0 ? null : number;
}
