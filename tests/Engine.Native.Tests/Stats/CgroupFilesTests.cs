using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Tests.Stats;

public sealed class CgroupFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Version1_Files_AreReadAsDockerCounts()
    {
        Write("cpuacct/cpuacct.usage", "5000000000\n");
        Write("cpu/cpu.stat", "nr_periods 10\nnr_throttled 3\nthrottled_time 7000\n");
        Write("cpu/cpu.cfs_quota_us", "50000\n");
        Write("cpu/cpu.cfs_period_us", "100000\n");
        Write("memory/memory.usage_in_bytes", "10000\n");
        Write("memory/memory.stat", "cache 5\ninactive_file 1\ntotal_inactive_file 4000\n");
        Write("memory/memory.limit_in_bytes", "9223372036854771712\n");
        Write("pids/pids.current", "4\n");
        Write("blkio/blkio.throttle.io_service_bytes_recursive", "8:0 Read 100\n8:0 Write 200\n8:0 Total 300\n8:16 Read 1\nTotal 301\n");
        var files = new CgroupVersion1(controller => _directory.At(controller));
        Assert.True(files.Exists);
        Assert.Equal(new(new(5_000_000_000, 0.5, 10, 3, 7000), 6000, null, 4, 101, 200), files.Read());
        Write("memory/memory.limit_in_bytes", "65536\n");
        Write("cpu/cpu.cfs_quota_us", "-1\n");
        Assert.Equal((65536, 0), (files.Read().MemoryLimitBytes, files.Read().Cpu.Limit));
    }

    [Fact]
    public void Version2_Files_AreReadAsDockerCounts()
    {
        Write("g/cpu.stat", "usage_usec 5000\nuser_usec 1\nnr_periods 10\nnr_throttled 3\nthrottled_usec 7\n");
        Write("g/cpu.max", "150000 100000\n");
        Write("g/memory.current", "10000\n");
        Write("g/memory.stat", "anon 1\ninactive_file 4000\n");
        Write("g/memory.max", "max\n");
        Write("g/pids.current", "4\n");
        Write("g/io.stat", "8:0 rbytes=100 wbytes=200 rios=1\n8:16 rbytes=1 wbytes=2\n");
        var files = new CgroupVersion2(_directory.At("g"));
        Assert.Equal(new(new(5_000_000, 1.5, 10, 3, 7000), 6000, null, 4, 101, 202), files.Read());
        Write("g/memory.max", "4096\n");
        Write("g/cpu.max", "max 100000\n");
        Assert.Equal((4096, 0), (files.Read().MemoryLimitBytes, files.Read().Cpu.Limit));
    }

    [Fact]
    public void Files_OfAGoneCgroup_AreZeros()
    {
        Assert.Equal(default, new CgroupVersion1(_ => null).Read());
        Assert.Equal(default, new CgroupVersion2("/nowhere").Read());
        Assert.False(new CgroupVersion2("/nowhere").Exists);
    }

    [Fact]
    public void Mounted_BothHierarchies_AreTold()
    {
        var mounted = CgroupHierarchies.Mounted("cgroup /c/cpu cgroup rw,cpu,cpuacct 0 0\ncgroup2 /c/unified cgroup2 rw 0 0\nproc /proc proc rw 0 0\n");
        Assert.Equal("/c/cpu", mounted["cpuacct"]);
        Assert.Equal("/c/unified", mounted[""]);
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory.At(path))!);
        File.WriteAllText(_directory.At(path), text);
    }
}
