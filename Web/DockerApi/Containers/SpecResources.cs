using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Limits of a new container. 0 is Docker's word for none.</summary>
internal static class SpecResources
{
    private const long Unlimited = -1;

    /// <exception cref="ApiException">Two ways to limit the CPUs contradict each other.</exception>
    public static ResourceLimits Limits(HostConfig host) => new()
    {
        MemoryBytes = NullIfZero(host.Memory),
        MemorySwapBytes = NullIfZero(host.MemorySwap),
        MemoryReservationBytes = NullIfZero(host.MemoryReservation),
        MemorySwappiness = host.MemorySwappiness is -1 ? null : host.MemorySwappiness,
        OomKillDisable = host.OomKillDisable ?? false,
        Cpus = Cpus(host),
        // No quota is nothing beside a number of CPUs.
        CpuQuota = host is { CpuQuota: < 0, NanoCpus: > 0 } ? null : host.CpuQuota is < 0 ? Unlimited : NullIfZero(host.CpuQuota),
        CpuPeriod = NullIfZero(host.CpuPeriod),
        CpuShares = NullIfZero(host.CpuShares),
        CpusetCpus = string.IsNullOrEmpty(host.CpusetCpus) ? null : host.CpusetCpus,
        // Docker's "no limit" by 0 is its default; ours is a limit, and -1 says none.
        Pids = host.PidsLimit is < 0 ? Unlimited : NullIfZero(host.PidsLimit),
        CpusetMems = string.IsNullOrEmpty(host.CpusetMems) ? null : host.CpusetMems,
        BlkioWeight = host.BlkioWeight is 0 ? null : host.BlkioWeight,
        DeviceRates = Rates(host),
    };

    /// <summary>The limits after an update: as Docker, what is absent or 0 stays as it is, but 0 and less end the limit of processes.</summary>
    /// <param name="old">What the container has.</param>
    /// <param name="host">What is to change.</param>
    /// <exception cref="ApiException">It contradicts itself, or what the container has.</exception>
    public static ResourceLimits Updated(ResourceLimits old, HostConfig host)
    {
        var given = Limits(host);
        // As in Docker an update leaves it as it is, but does not take what could not be.
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
            // Here 0 is said on purpose: clients leave the limit out that they do not mean.
            Pids = host.PidsLimit is 0 ? Unlimited : given.Pids ?? old.Pids,
            BlkioWeight = given.BlkioWeight ?? old.BlkioWeight,
            DeviceRates = given.DeviceRates.Count > 0 ? given.DeviceRates : old.DeviceRates,
        };
    }

    // A container's CPUs are limited in one way for good, as with Docker.
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
        if (host.CpuQuota > 0) throw ApiException.Bad("Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        if (NullIfZero(host.CpuPeriod) is not null) throw ApiException.Bad("Conflicting options: Nano CPUs and CPU Period cannot both be set");
        return cpus / 1e9;
    }

    private static long? NullIfZero(long? number) => number is 0 ? null : number;
}
