using Panel.Engine.Native.Host;
using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Tests.Host;

public sealed class HostSystemTests
{
    private readonly HostSystem _host = new(new EnginePaths(new EngineOptions { DataRoot = "/", RunRoot = "/run/x" }));

    [Fact]
    public async Task Info_ThisMachine_IsFilled()
    {
        var info = await _host.GetInfoAsync(TestContext.Current.CancellationToken);
        Assert.NotEmpty(info.Name);
        Assert.NotEmpty(info.OperatingSystem);
        Assert.Matches(@"^\d+\.\d+", info.KernelVersion);
        Assert.Matches(@"^\d+\.\d+\.\d+$", info.EngineVersion);
        Assert.InRange(info.CgroupVersion, 1, 2);
        Assert.True(info is { Cpus: > 0, MemoryBytes: > 0 });
    }

    [Fact]
    public async Task Stream_Samples_AreWithinTheirBounds()
    {
        var count = 0;
        await foreach (var stats in _host.StreamStatsAsync(TestContext.Current.CancellationToken))
        {
            Assert.InRange(stats.CpuPercent, 0, 100);
            Assert.Equal(3, stats.LoadAverage.Count);
            Assert.InRange(stats.MemoryUsedBytes, 1, stats.MemoryTotalBytes);
            Assert.InRange(stats.DiskUsedBytes, 1, stats.DiskTotalBytes);
            Assert.True(stats.UptimeSeconds > 0);
            if (++count == 2) break;
        }
        Assert.True((await _host.GetStatsAsync(TestContext.Current.CancellationToken)).MemoryTotalBytes > 0);
    }

    [Fact]
    public void CpuTimes_Parse_CountsIdleAndWaitAsFree()
    {
        var before = CpuTimes.Parse("cpu  100 0 100 700 100 0 0 0 50 0\ncpu0 1 2 3\n");
        var after = CpuTimes.Parse("cpu  150 0 150 750 150 0 0 0 50 0\n");
        Assert.Equal(50, after.PercentSince(before));
        Assert.Equal(0, after.PercentSince(after));
        Assert.Equal(default, CpuTimes.Parse("nonsense"));
    }

    [Fact]
    public void DiskCounters_Parse_CountsDisksOnly() => Assert.Equal((512L * 8, 512L * 16),
        DiskCounters.Parse("   8  0 sda 1 2 8 4 5 6 16 8 9 10 11\n   8  1 sda1 1 2 8 4 5 6 16 8 9 10 11\n", name => name == "sda"));
}
