using Panel.Engine.Linux.Cgroups;

namespace Panel.Engine.Linux.Tests.Cgroups;

public class CgroupHostTests
{
    private const string V1 = """
        30 26 0:26 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
        32 30 0:28 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
        33 30 0:29 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        """;

    [Fact]
    public void Parse_OfV1BesideV2_TakesV1()
    {
        var host = CgroupHost.Parse(V1);
        Assert.False(host.IsV2);
        Assert.Equal("/sys/fs/cgroup/cpu,cpuacct", host.Controller("cpuacct"));
        Assert.Equal("/sys/fs/cgroup/memory/panel/c1", host.Group("panel/c1").Directory("memory"));
        Assert.Null(host.Group("panel/c1").Directory("pids"));
    }

    [Fact]
    public void Group_WithATreeBesideV1_IsInBoth()
    {
        var group = CgroupHost.Parse(V1).Group("panel/c1", withTree: true);
        Assert.Equal("/sys/fs/cgroup/memory/panel/c1", group.Directory("memory"));
        Assert.Equal(
            ["/sys/fs/cgroup/memory/panel/c1/tasks", "/sys/fs/cgroup/cpu,cpuacct/panel/c1/tasks", "/sys/fs/cgroup/unified/panel/c1/cgroup.procs"], group.Entries);
    }

    [Fact]
    public void Parse_OfV2Alone_IsV2()
    {
        var host = CgroupHost.Parse("30 26 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate");
        Assert.True(host.IsV2);
        Assert.Equal("/sys/fs/cgroup/panel/c1", host.Group("panel/c1").Directory("memory"));
    }

    [Theory]
    [InlineData("low 0\noom 2\noom_kill 7\n", 7)]
    [InlineData("oom_kill_disable 0\nunder_oom 0\noom_kill 1", 1)]
    [InlineData("oom_kill_disable 0\n", 0)]
    public void Keyed_OomKill_IsFoundByWholeKey(string text, long expected) => Assert.Equal(expected, CgroupFile.Keyed(text, "oom_kill"));

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1024, 39)]
    [InlineData(262144, 10000)]
    public void Weight_OfShares_IsRuncs(long shares, long weight) => Assert.Equal(weight, CgroupV2.WeightOfShares(shares));

    [Theory]
    [InlineData(1.5, 100_000, 150_000)]
    [InlineData(7777 / 20_000.0, 20_000, 7777)]
    [InlineData(-1.0, 20_000, -1)]
    public void Quota_OfCpus_IsOfThePeriod(double cpus, long period, long quota) => Assert.Equal(quota, new CgroupLimits { Cpus = cpus, CpuPeriod = period }.CpuQuota);
}
