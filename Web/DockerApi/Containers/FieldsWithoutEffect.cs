using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>
/// Fields that Docker accepts on Linux without giving them an effect, and those that it refuses there. The panel does the same, and
/// warns of each that has none.
/// </summary>
internal static class FieldsWithoutEffect
{
    /// <summary>Refuses what Docker refuses at the create, or at every start on a kernel of today.</summary>
    /// <exception cref="ApiException">One is set.</exception>
    public static void Refuse(ResourceFields fields)
    {
        if (fields.IOMaximumBandwidth > 0) throw ApiException.Bad("Invalid QoS settings: linux does not support configuration of maximum bandwidth; use BlkioDeviceReadBps and BlkioDeviceWriteBps.");
        if (fields.IOMaximumIOps > 0) throw ApiException.Bad("Invalid QoS settings: linux does not support configuration of maximum IOPs; use BlkioDeviceReadIOps and BlkioDeviceWriteIOps.");
    }

    /// <exception cref="ApiException">One is set.</exception>
    public static void Refuse(HostConfig host)
    {
        Refuse((ResourceFields)host);
        if (host.CpuRealtimeRuntime is not (null or 0) || host.CpuRealtimePeriod < 0)
            throw ApiException.Bad("The kernel does not support a real-time budget of a group (CONFIG_RT_GROUP_SCHED); leave CpuRealtimeRuntime and CpuRealtimePeriod out.");
        if (host.ConsoleSize?.Any(number => number < 0) is true) throw ApiException.Bad("The ConsoleSize must be two numbers, rows and columns, and not negative.");
        if (host.Isolation is not (null or "" or "default")) throw ApiException.Bad($"Invalid isolation: \"{host.Isolation}\" - linux only supports 'default'");
        if (host.Runtime is not (null or "" or "panel" or "runc" or "io.containerd.runc.v2"))
            throw ApiException.Bad($"unknown or invalid runtime name: {host.Runtime}; the panel has one of its own, which runc stands for, too.");
        if (host.DeviceRequests is { Count: > 0 } requests) throw NoDriver(requests[0]);
    }

    /// <summary>A sentence for each field that is set and has no effect.</summary>
    public static IEnumerable<string> Warnings(ResourceFields fields)
    {
        if (fields.CpuPercent > 0) yield return "linux does not support CPU percent. Percent discarded.";
        if (fields.CpuCount is not (null or 0)) yield return "CpuCount has no effect on Linux; use NanoCpus.";
        if (fields.CpuRealtimePeriod is not (null or 0)) yield return "CpuRealtimePeriod has no effect without CpuRealtimeRuntime.";
        if (fields.KernelMemoryTCP is not (null or 0) || fields.KernelMemory is not (null or 0)) yield return "The kernel does not limit its own memory separately; Memory includes it.";
        if (fields.BlkioWeightDevice is { Count: > 0 }) yield return "The panel sets no weight of a single disk; BlkioWeight applies to all. Weight-device discarded.";
    }

    /// <summary>The same of a create.</summary>
    public static IEnumerable<string> Warnings(HostConfig host) =>
        string.IsNullOrEmpty(host.Cgroup) ? Warnings((ResourceFields)host) : Warnings((ResourceFields)host).Append("Cgroup has no effect; CgroupParent chooses the cgroup.");

    private static ApiException NoDriver(DeviceRequestModel? request)
    {
        var capabilities = string.Join(' ', (request?.Capabilities ?? []).Select(set => $"[{string.Join(' ', set ?? [])}]"));
        return ApiException.Bad($"could not select device driver \"{request?.Driver}\" with capabilities: [{capabilities}]; a vendor's driver would be needed, so pass the devices themselves.");
    }
}
