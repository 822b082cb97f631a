using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Containers;

/// <summary>The host's part of a container as inspect tells it.</summary>
internal static class InspectedHost
{
    // What the shim masks and mounts read-only in every container (docs/isolation.md).
    private static readonly string[] Masked =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi",
        "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
    ];

    private static readonly string[] ReadOnly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    public static InspectedHostConfig Config(ContainerDetails details)
    {
        var spec = details.Spec;
        var limits = spec.Resources;
        return new()
        {
            Binds = ContainerMounts.Binds(spec.Mounts),
            LogConfig = new() { Type = "json-file", Config = LogSettings.Write(spec.LogRotation) },
            NetworkMode = spec.NetworkMode,
            PortBindings = ContainerPorts.Asked(spec.Ports),
            RestartPolicy = new() { Name = RestartWords.Write(spec.RestartPolicy.Kind), MaximumRetryCount = spec.RestartPolicy.MaximumRetries },
            AutoRemove = spec.AutoRemove,
            Dns = [.. spec.DnsServers],
            ExtraHosts = spec.ExtraHosts.Count == 0 ? null : [.. spec.ExtraHosts],
            ReadonlyRootfs = spec.ReadOnlyRootFilesystem,
            Tmpfs = ContainerMounts.Tmpfs(spec.Mounts),
            UsernsMode = spec.UserNamespace == UserNamespaceMode.Host ? "host" : "",
            CpuShares = limits.CpuShares ?? 0,
            Memory = limits.MemoryBytes ?? 0,
            NanoCpus = (long)Math.Round((limits.Cpus ?? 0) * 1e9),
            CpusetCpus = limits.CpusetCpus ?? "",
            MemoryReservation = limits.MemoryReservationBytes ?? 0,
            MemorySwap = limits.MemorySwapBytes ?? 2 * (limits.MemoryBytes ?? 0),
            PidsLimit = limits.Pids ?? ResourceLimits.DefaultPids,
            MaskedPaths = [.. Masked],
            ReadonlyPaths = [.. ReadOnly],
        };
    }
}
