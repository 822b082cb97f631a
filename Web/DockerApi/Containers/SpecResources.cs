using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Reads the limits of a new container. 0 means no limit, as in Docker.</summary>
internal static class SpecResources
{
    private const long Unlimited = -1;

    /// <exception cref="ApiException">Two ways to limit the CPUs contradict each other.</exception>
    public static ResourceLimits Limits(ResourceFields host) => new()
    {
        MemoryBytes = NullIfZero(host.Memory),
        MemorySwapBytes = NullIfZero(host.MemorySwap),
        MemoryReservationBytes = NullIfZero(host.MemoryReservation),
        MemorySwappiness = host.MemorySwappiness is -1 ? null : host.MemorySwappiness,
        OomKillDisable = host.OomKillDisable ?? false,
        Cpus = Cpus(host),
        // A quota of 0 means no quota when a number of CPUs is given.
        CpuQuota = host is { CpuQuota: < 0, NanoCpus: > 0 } ? null : host.CpuQuota is < 0 ? Unlimited : NullIfZero(host.CpuQuota),
        CpuPeriod = NullIfZero(host.CpuPeriod),
        CpuShares = NullIfZero(host.CpuShares),
        CpusetCpus = string.IsNullOrEmpty(host.CpusetCpus) ? null : host.CpusetCpus,
        // In Docker 0 is the default and means "no limit". The panel has a default limit, so -1 means none.
        Pids = host.PidsLimit is < 0 ? Unlimited : NullIfZero(host.PidsLimit),
        CpusetMems = string.IsNullOrEmpty(host.CpusetMems) ? null : host.CpusetMems,
        BlkioWeight = host.BlkioWeight is 0 ? null : host.BlkioWeight,
        DeviceRates = Rates(host),
    };

    /// <summary>The limits after an update. As in Docker, an absent or zero value keeps the old limit, but 0 and less remove the limit of
    /// processes.</summary>
    /// <param name="old">The container's limits.</param>
    /// <param name="host">The changes.</param>
    /// <exception cref="ApiException">The changes contradict each other or the container's limits.</exception>
    public static ResourceLimits Updated(ResourceLimits old, ResourceFields host)
    {
        var given = Limits(host);
        // As in Docker, an update keeps the old value, but refuses an impossible one.
        if (given.MemorySwappiness is < 0 or > 100) throw ApiException.Bad($"The memory swappiness is {given.MemorySwappiness}, but must be between 0 and 100.");
        RefuseOtherWay(old, given);
        var swap = old.MemorySwapBytes ?? 2 * old.MemoryBytes;
        if (given is { MemoryBytes: >= ResourceLimits.LeastMemory and { } memory, MemorySwapBytes: null } && memory > (swap ?? 0))
            throw ApiException.Conflict("Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time");
        return old with
        {
            MemoryBytes = given.MemoryBytes ?? old.MemoryBytes,
            MemorySwapBytes = given.MemorySwapBytes ?? (given.MemoryBytes is null ? old.MemorySwapBytes : swap),
            MemoryReservationBytes = given.MemoryReservationBytes ?? old.MemoryReservationBytes,
            Cpus = given.Cpus ?? old.Cpus,
            CpuQuota = given.CpuQuota ?? old.CpuQuota,
            CpuPeriod = given.CpuPeriod ?? old.CpuPeriod,
            CpuShares = given.CpuShares ?? old.CpuShares,
            CpusetCpus = given.CpusetCpus ?? old.CpusetCpus,
            CpusetMems = given.CpusetMems ?? old.CpusetMems,
            // A 0 here is deliberate: clients omit a limit that they do not set.
            Pids = host.PidsLimit is 0 ? Unlimited : given.Pids ?? old.Pids,
            BlkioWeight = given.BlkioWeight ?? old.BlkioWeight,
            DeviceRates = given.DeviceRates.Count > 0 ? given.DeviceRates : old.DeviceRates,
        };
    }

    // A container keeps the way in which its CPUs were first limited, as in Docker.
    private static void RefuseOtherWay(ResourceLimits old, ResourceLimits given)
    {
        var conflict = (old, given) switch
        {
            ({ Cpus: not null }, { CpuQuota: not null }) => "CPU Quota cannot be updated as NanoCPUs has already been set",
            ({ Cpus: not null }, { CpuPeriod: not null }) => "CPU Period cannot be updated as NanoCPUs has already been set",
            ({ CpuQuota: not null }, { Cpus: not null }) => "Nano CPUs cannot be updated as CPU Quota has already been set",
            ({ CpuPeriod: not null }, { Cpus: not null }) => "Nano CPUs cannot be updated as CPU Period has already been set",
            _ => null,
        };
        if (conflict is not null) throw ApiException.Conflict($"Conflicting options: {conflict}");
    }

    // Docker has one list for each kind of rate, the engine one entry for each device.
    private static List<DeviceRate> Rates(ResourceFields host)
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
                var path = limit.Path ?? throw ApiException.Bad("A disk's limit needs a Path, such as /dev/sda.");
                rates[path] = set(rates.GetValueOrDefault(path) ?? new DeviceRate(path), limit.Rate ?? 0);
            }
        }
    }

    private static double? Cpus(ResourceFields host)
    {
        if (NullIfZero(host.NanoCpus) is not { } cpus) return null;
        if (host.CpuQuota > 0) throw ApiException.Bad("Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        if (NullIfZero(host.CpuPeriod) is not null) throw ApiException.Bad("Conflicting options: Nano CPUs and CPU Period cannot both be set");
        return cpus / 1e9;
    }

    private static long? NullIfZero(long? number) => number is 0 ? null : number;
}
