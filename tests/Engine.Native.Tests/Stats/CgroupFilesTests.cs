using Panel.Engine.Contract;
using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Tests.Stats;

/// <summary>The kernel's files of both versions, in the form in which kernels write them.</summary>
public sealed class CgroupFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_Version1_TellsWhatChartsNeed()
    {
        var root = _directory.New("v1");
        Write(root, "cpuacct.usage", "5000000000\n");
        Write(root, "cpuacct.stat", "user 300\nsystem 200\n");
        Write(root, "cpuacct.usage_percpu", "3000000000 2000000000 \n");
        Write(root, "cpu.stat", "nr_periods 10\nnr_throttled 4\nthrottled_time 70\n");
        Write(root, "cpu.cfs_quota_us", "50000\n");
        Write(root, "cpu.cfs_period_us", "100000\n");
        Write(root, "memory.usage_in_bytes", "1000\n");
        Write(root, "memory.max_usage_in_bytes", "2000\n");
        Write(root, "memory.limit_in_bytes", "9223372036854771712\n");
        Write(root, "memory.failcnt", "7\n");
        Write(root, "memory.stat", "cache 600\ntotal_inactive_file 400\n");
        Write(root, "pids.current", "3\n");
        Write(root, "pids.max", "max\n");
        Write(root, "blkio.throttle.io_service_bytes_recursive", "8:0 Read 4096\n8:0 Write 512\n8:0 Total 4608\n259:1 Read 1\nTotal 4609\n");
        Write(root, "blkio.throttle.io_serviced_recursive", "8:0 Read 2\n8:0 Write 1\nTotal 3\n");

        var sample = new CgroupVersion1(_ => root).Read();

        Assert.Equal((5_000_000_000, 3_000_000_000, 2_000_000_000), (sample.Cpu.Nanoseconds, sample.Cpu.User, sample.Cpu.Kernel));
        Assert.Equal([3_000_000_000, 2_000_000_000], sample.Cpu.ByCpu);
        Assert.Equal((0.5, 10, 4, 70), (sample.Cpu.Limit, sample.Cpu.Periods, sample.Cpu.ThrottledPeriods, sample.Cpu.ThrottledNanoseconds));
        Assert.Equal((1000, 400, null, 2000, 7), (sample.Memory.Usage, sample.Memory.Inactive, sample.Memory.Limit, sample.Memory.Peak, sample.Memory.LimitHits));
        Assert.Equal(600, sample.Memory.Counters["cache"]);
        Assert.Equal((3, 0), (sample.Pids, sample.PidsLimit));
        Assert.Equal([new BlockCounters(8, 0, 4096, 512, 2, 1), new BlockCounters(259, 1, 1, 0, 0, 0)], sample.Blocks);
    }

    [Fact]
    public void Read_Version2_TellsWhatChartsNeed()
    {
        var root = _directory.New("v2");
        Write(root, "cpu.stat", "usage_usec 5000\nuser_usec 3000\nsystem_usec 2000\nnr_periods 10\nnr_throttled 4\nthrottled_usec 70\n");
        Write(root, "cpu.max", "150000 100000\n");
        Write(root, "memory.current", "1000\n");
        Write(root, "memory.peak", "2000\n");
        Write(root, "memory.max", "4000\n");
        Write(root, "memory.stat", "anon 500\ninactive_file 400\n");
        Write(root, "memory.events", "low 0\nhigh 0\nmax 9\noom 2\noom_kill 1\n");
        Write(root, "pids.current", "3\n");
        Write(root, "pids.max", "2048\n");
        Write(root, "io.stat", "8:0 rbytes=4096 wbytes=512 rios=2 wios=1 dbytes=0 dios=0\n259:1 \n");

        var sample = new CgroupVersion2(root).Read();

        Assert.Equal((5_000_000, 3_000_000, 2_000_000), (sample.Cpu.Nanoseconds, sample.Cpu.User, sample.Cpu.Kernel));
        Assert.Equal((1.5, 10, 4, 70_000), (sample.Cpu.Limit, sample.Cpu.Periods, sample.Cpu.ThrottledPeriods, sample.Cpu.ThrottledNanoseconds));
        Assert.Equal((1000, 400, 4000, 2000, 2), (sample.Memory.Usage, sample.Memory.Inactive, sample.Memory.Limit, sample.Memory.Peak, sample.Memory.LimitHits));
        Assert.Equal(500, sample.Memory.Counters["anon"]);
        Assert.Equal((3, 2048), (sample.Pids, sample.PidsLimit));
        Assert.Equal([new BlockCounters(8, 0, 4096, 512, 2, 1), new BlockCounters(259, 1, 0, 0, 0, 0)], sample.Blocks);
    }

    [Fact]
    public void Read_FilesThatThisKernelLacks_AreNothing()
    {
        var root = _directory.New("none");
        foreach (var sample in new[] { new CgroupVersion1(_ => root).Read(), new CgroupVersion1(_ => null).Read(), new CgroupVersion2(root).Read() })
        {
            Assert.Equal((0, 0, 0, null), (sample.Cpu.Nanoseconds, sample.Memory.Usage, sample.Pids, sample.Memory.Limit));
            Assert.Empty(sample.Blocks);
            Assert.Empty(sample.Cpu.ByCpu);
        }
    }

    [Fact]
    public void Interfaces_OfNetDev_HaveEveryCounterOfBothDirections()
    {
        const string text = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0
              eth0: 1000 10 1 2 0 0 0 0 2000 20 3 4 0 0 0 0
            """;
        Assert.Equal([new("eth0", new(1000, 10, 1, 2), new(2000, 20, 3, 4))], NetworkCounters.Read(text, name => name != "lo"));
    }

    private static void Write(string root, string name, string text) => File.WriteAllText($"{root}/{name}", text);
}
