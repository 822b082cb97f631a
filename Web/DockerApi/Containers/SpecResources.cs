using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Limits of a new container. 0 is Docker's word for none.</summary>
internal static class SpecResources
{
    private const double DefaultPeriod = 100_000;

    /// <exception cref="ApiException">Two ways to limit the CPUs contradict each other.</exception>
    public static ResourceLimits Limits(HostConfig host) => new()
    {
        MemoryBytes = NullIfZero(host.Memory),
        MemorySwapBytes = NullIfZero(host.MemorySwap),
        MemoryReservationBytes = NullIfZero(host.MemoryReservation),
        Cpus = Cpus(host),
        CpuShares = NullIfZero(host.CpuShares),
        CpusetCpus = string.IsNullOrEmpty(host.CpusetCpus) ? null : host.CpusetCpus,
        // Docker's "no limit" by 0 is its default; ours is a limit, and -1 says none.
        Pids = NullIfZero(host.PidsLimit),
    };

    private static double? Cpus(HostConfig host)
    {
        var (cpus, quota) = (NullIfZero(host.NanoCpus), NullIfZero(host.CpuQuota));
        if (cpus is not null && (quota is not null || NullIfZero(host.CpuPeriod) is not null))
            throw ApiException.Bad("HostConfig.NanoCpus and HostConfig.CpuQuota or CpuPeriod both limit the CPUs; set one of them.");
        if (cpus is not null) return cpus.Value / 1e9;
        return quota is > 0 ? quota.Value / (NullIfZero(host.CpuPeriod) ?? DefaultPeriod) : null;
    }

    private static long? NullIfZero(long? number) => number is 0 ? null : number;
}
