using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Converts a container's host configuration for inspect.</summary>
internal static class InspectedHost
{
    private const long DefaultSharedMemory = 64 * 1024 * 1024;

    public static InspectedHostConfig Config(ContainerDetails details)
    {
        var spec = details.Spec;
        var (limits, security) = (spec.Resources, spec.Security);
        return new()
        {
            Binds = ContainerMounts.Binds(spec.Mounts),
            LogConfig = new() { Type = spec.LogDriver, Config = LogSettings.Write(spec) },
            NetworkMode = spec.DisabledNetworkMode ?? spec.NetworkMode,
            PublishAllPorts = spec.PublishAllPorts,
            PortBindings = ContainerPorts.Asked(spec),
            ContainerIDFile = spec.Asked?.ContainerIdFile ?? "",
            VolumeDriver = spec.Asked?.VolumeDriver ?? "",
            Annotations = spec.Asked?.Annotations,
            RestartPolicy = new() { Name = RestartWords.Write(spec.RestartPolicy.Kind), MaximumRetryCount = spec.RestartPolicy.MaximumRetries },
            AutoRemove = spec.AutoRemove,
            Dns = [.. spec.DnsServers],
            DnsSearch = [.. spec.DnsSearch],
            DnsOptions = [.. spec.DnsOptions],
            VolumesFrom = NullIfEmpty(spec.VolumesFrom),
            ExtraHosts = spec.ExtraHosts.Count == 0 ? null : [.. spec.ExtraHosts],
            ReadonlyRootfs = spec.ReadOnlyRootFilesystem,
            Tmpfs = ContainerMounts.Tmpfs(spec.Mounts),
            Mounts = ContainerMounts.LongForm(spec.Mounts),
            UsernsMode = spec.UserNamespace == UserNamespaceMode.Host ? "host" : "",
            CpuShares = limits.CpuShares ?? 0,
            Memory = limits.MemoryBytes ?? 0,
            NanoCpus = (long)Math.Round((limits.Cpus ?? 0) * 1e9),
            CpuPeriod = limits.CpuPeriod ?? 0,
            CpuQuota = limits.CpuQuota ?? 0,
            CpusetCpus = limits.CpusetCpus ?? "",
            MemoryReservation = limits.MemoryReservationBytes ?? 0,
            MemorySwap = limits.MemorySwapBytes ?? 2 * (limits.MemoryBytes ?? 0),
            PidsLimit = limits.Pids ?? ResourceLimits.DefaultPids,
            MemorySwappiness = limits.MemorySwappiness,
            OomKillDisable = limits.OomKillDisable,
            CpusetMems = limits.CpusetMems ?? "",
            BlkioWeight = limits.BlkioWeight ?? 0,
            BlkioDeviceReadBps = Rates(limits, rate => rate.ReadBytes),
            BlkioDeviceWriteBps = Rates(limits, rate => rate.WriteBytes),
            BlkioDeviceReadIOps = Rates(limits, rate => rate.ReadOperations),
            BlkioDeviceWriteIOps = Rates(limits, rate => rate.WriteOperations),
            Privileged = security.Privileged,
            CapAdd = NullIfEmpty(security.CapabilitiesAdd),
            CapDrop = NullIfEmpty(security.CapabilitiesDrop),
            SecurityOpt = SpecSecurity.Written(spec),
            Devices = [.. security.Devices.Select(device => new DeviceModel { PathOnHost = device.HostPath, PathInContainer = device.ContainerPath.Length > 0 ? device.ContainerPath : device.HostPath, CgroupPermissions = device.Permissions })],
            DeviceCgroupRules = NullIfEmpty(security.DeviceRules),
            Sysctls = security.Sysctls.Count > 0 ? security.Sysctls : null,
            Ulimits = security.Ulimits.Count > 0 ? [.. security.Ulimits.Select(limit => new UlimitModel { Name = limit.Name, Soft = limit.Soft, Hard = limit.Hard })] : null,
            OomScoreAdj = security.OomScoreAdjust,
            GroupAdd = NullIfEmpty(security.GroupAdd),
            PidMode = security.PidMode,
            IpcMode = security.IpcMode.Length > 0 ? security.IpcMode : "private",
            UTSMode = security.UtsMode,
            StorageOpt = StorageWords.Write(spec),
            CgroupParent = spec.CgroupParent ?? "",
            CgroupnsMode = details.Security.CgroupNamespace ? "private" : "host",
            Runtime = spec.Asked?.Runtime ?? "panel",
            Isolation = spec.Asked?.Isolation ?? "",
            ConsoleSize = [.. (spec.Asked?.ConsoleSize ?? []).Concat([0, 0]).Take(2)],
            Cgroup = spec.Asked?.Cgroup ?? "",
            CpuCount = Number("CpuCount"),
            CpuPercent = Number("CpuPercent"),
            CpuRealtimePeriod = Number("CpuRealtimePeriod"),
            KernelMemoryTCP = Number("KernelMemoryTCP"),
            ShmSize = spec.SharedMemoryBytes ?? DefaultSharedMemory,
            Init = spec.Init ? true : spec.Asked?.Init,
            MaskedPaths = [.. details.Security.MaskedPaths],
            ReadonlyPaths = [.. details.Security.ReadOnlyPaths],
        };

        long Number(string name) => spec.Asked?.Numbers?.GetValueOrDefault(name) ?? 0;
    }

    private static List<string>? NullIfEmpty(IReadOnlyList<string> list) => list.Count == 0 ? null : [.. list];

    private static List<ThrottleModel> Rates(ResourceLimits limits, Func<DeviceRate, long?> most) =>
        [.. limits.DeviceRates.Where(rate => most(rate) is not null).Select(rate => new ThrottleModel { Path = rate.Device, Rate = most(rate) })];
}
