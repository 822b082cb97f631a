using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Native.Specs;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class LimitWarningsTests
{
    private static readonly ResourceLimits s_limits = new() { BlkioWeight = 300, MemoryBytes = 1 << 30, MemorySwapBytes = 1 << 30 };

    [Theory]
    [InlineData("[none] mq-deadline bfq", 1)]
    [InlineData("none mq-deadline [bfq]", 0)]
    public void Weight_WithoutADiskThatBfqSchedules_IsWarnedOf(string scheduler, int warnings)
    {
        using var directory = new TemporaryDirectory();
        var host = Host(directory, countsSwap: true);
        Directory.CreateDirectory(directory.At("block/sda/queue"));
        Directory.CreateDirectory(directory.At("block/zram0"));
        File.WriteAllText(directory.At("block/sda/queue/scheduler"), scheduler);
        Assert.Equal(warnings, LimitWarnings.Of(s_limits, host, directory.At("block")).Count(warning => warning.Contains("bfq", StringComparison.Ordinal)));
        Assert.Empty(LimitWarnings.Of(new ResourceLimits { MemoryBytes = 1 << 30 }, host, directory.At("block")));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void Swap_ThatTheKernelDoesNotCount_IsWarnedOf(bool counts, int warnings)
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.At("block"));
        var told = LimitWarnings.Of(s_limits with { BlkioWeight = null }, Host(directory, counts), directory.At("block"));
        Assert.Equal(warnings, told.Count(warning => warning.Contains("does not count swap", StringComparison.Ordinal)));
    }

    private static CgroupHost Host(TemporaryDirectory directory, bool countsSwap)
    {
        Directory.CreateDirectory(directory.At("memory"));
        if (countsSwap) File.WriteAllText(directory.At("memory/memory.memsw.limit_in_bytes"), "");
        return CgroupHost.Parse($"30 25 0:26 / {directory.At("memory")} rw,relatime - cgroup cgroup rw,memory\n");
    }
}
