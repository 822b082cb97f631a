using System.Globalization;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>A container's limits as the kernel's files show them on cgroup v1 and v2.</summary>
internal sealed class GroupFiles(EngineHarness harness, string id)
{
    private readonly ICgroup _group = CgroupHost.Detect().Group(harness.Engine.Paths.Cgroup(id, ""));

    public bool IsV2 { get; } = CgroupHost.Detect().IsV2;

    public long Memory => Number(Read("memory", "memory.limit_in_bytes", "memory.max"));

    /// <summary>Memory and swap together on v1; swap alone on v2.</summary>
    public long Swap => Number(Read("memory", "memory.memsw.limit_in_bytes", "memory.swap.max"));

    public long Reservation => Number(Read("memory", "memory.soft_limit_in_bytes", "memory.low"));

    public string Pids => Read("pids", "pids.max", "pids.max");

    public string Cpus => Read("cpuset", "cpuset.cpus", "cpuset.cpus");

    public string Nodes => Read("cpuset", "cpuset.mems", "cpuset.mems");

    public long Quota => Read("cpu", "cpu.cfs_quota_us", "cpu.max").Split(' ')[0] is var text && text == "max" ? -1 : long.Parse(text, CultureInfo.InvariantCulture);

    public long Period => long.Parse(Read("cpu", "cpu.cfs_period_us", "cpu.max").Split(' ')[^1], CultureInfo.InvariantCulture);

    public bool Exists(string controller, string v1, string v2) => File.Exists(Path(controller, v1, v2));

    public string Read(string controller, string v1, string v2) => File.ReadAllText(Path(controller, v1, v2)).Trim();

    private string Path(string controller, string v1, string v2) => $"{_group.Directory(controller)}/{(IsV2 ? v2 : v1)}";

    private static long Number(string text) => text == "max" ? long.MaxValue : long.Parse(text, CultureInfo.InvariantCulture);
}
