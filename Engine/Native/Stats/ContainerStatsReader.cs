using Panel.Engine.Contract;

namespace Panel.Engine.Native.Stats;

/// <summary>Samples one run of a container from its cgroup and its init's network namespace. Keeps the previous sample for the CPU use; not for several threads.</summary>
/// <param name="cgroup">As in the shim's specification: below each v1 controller's mount, or below the v2 root.</param>
/// <param name="pid">Its init on the host.</param>
public sealed class ContainerStatsReader(string cgroup, int pid)
{
    /// <summary>One sample.</summary>
    public ContainerStats Read() => throw new NotSupportedException($"{cgroup} {pid}");

    /// <summary>A sample a second until the container's cgroup is gone or the caller stops.</summary>
    public IAsyncEnumerable<ContainerStats> StreamAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
