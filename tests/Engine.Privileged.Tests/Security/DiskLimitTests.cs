using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Weight and rates of disk access, at the start and on a running container.</summary>
public sealed class DiskLimitTests
{
    private const long MiB = 1 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rates_OfADisk_AreTheKernelsFromTheStartAndAfterAnUpdate()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var (disk, number) = Disk();
        var id = await harness.RunAsync("sleep 60", spec => spec with { Resources = new() { DeviceRates = [new(disk) { ReadBytes = MiB, WriteBytes = 2 * MiB, ReadOperations = 30, WriteOperations = 40 }] } });
        Assert.Equal(["1048576", "2097152", "30", "40"], Rates(harness, id, number));
        await harness.Containers.UpdateAsync(id, new ContainerUpdate { Resources = new() { DeviceRates = [new(disk) { WriteBytes = 3 * MiB }] } }, Token);
        Assert.Equal(["max", "3145728", "max", "max"], Rates(harness, id, number));
        await harness.Containers.UpdateAsync(id, new ContainerUpdate { Resources = new() }, Token);
        Assert.Equal(["max", "max", "max", "max"], Rates(harness, id, number));
    }

    [Fact]
    public async Task Rate_OfWhatIsNoDisk_IsRefusedAtItsField()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        foreach (var device in new[] { "/dev/nosuch", "/dev/null", "/etc/passwd" })
        {
            var spec = new ContainerSpec { Image = "busybox", Resources = new() { DeviceRates = [new(device) { ReadBytes = 1 }] } };
            Assert.Equal("Resources.DeviceRates[0]", (await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CreateAsync(spec, Token))).Field);
        }
    }

    [Fact]
    public async Task Weight_IsTheKernelsOrTheCallerIsWarned()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Command = ["sleep", "60"], Resources = new() { BlkioWeight = 300 } }, Token);
        await harness.Containers.StartAsync(created.Id, Token);
        var files = new GroupFiles(harness, created.Id);
        var bfq = files.Exists("blkio", "blkio.bfq.weight", "io.bfq.weight");
        if (bfq) Assert.Equal("300", Weight(files));
        var warned = await harness.Containers.UpdateAsync(created.Id, new ContainerUpdate { Resources = new() { BlkioWeight = 400 } }, Token);
        Assert.Equal(created.Warnings, warned);
        Assert.True(bfq || warned.Count == 1, "a weight that no kernel file takes must not pass without a word");
        if (bfq) Assert.Equal("400", Weight(files));
        Assert.Empty(await harness.Containers.UpdateAsync(created.Id, new ContainerUpdate { Resources = new() { BlkioWeight = 400, Pids = 99 } }, Token));
        Assert.Empty(await harness.Containers.UpdateAsync(created.Id, new ContainerUpdate { Resources = new() }, Token));
        if (bfq) Assert.Equal("100", Weight(files));
    }

    private static string Weight(GroupFiles files) => files.Read("blkio", "blkio.bfq.weight", "io.bfq.weight").Split(' ')[^1];

    // Bytes read and written, reads and writes a second.
    private static IEnumerable<string> Rates(EngineHarness harness, string id, string number)
    {
        var files = new GroupFiles(harness, id);
        if (files.IsV2)
        {
            var line = files.Read("io", "", "io.max").Split('\n').FirstOrDefault(line => line.StartsWith(number + " ", StringComparison.Ordinal)) ?? $"{number} rbps=max wbps=max riops=max wiops=max";
            return [.. line.Split(' ')[1..].Select(rate => rate.Split('=')[1])];
        }

        return [.. new[] { "read_bps", "write_bps", "read_iops", "write_iops" }.Select(name =>
            files.Read("blkio", $"blkio.throttle.{name}_device", "").Split('\n').Select(line => line.Split(' ')).FirstOrDefault(line => line[0] == number)?[1] ?? "max")];
    }

    // The first that has a node, and its number as the kernel writes it.
    private static (string Path, string Number) Disk()
    {
        var disks = Directory.EnumerateDirectories("/sys/block").Select(disk => "/dev/" + Path.GetFileName(disk)).Where(path => DeviceNode.Read(path) is { IsBlock: true }).ToList();
        Assert.SkipWhen(disks.Count == 0, "this machine has no disk with a node in /dev");
        var disk = disks.Find(path => !path.StartsWith("/dev/loop", StringComparison.Ordinal)) ?? disks[0];
        return (disk, DeviceNode.Read(disk) is { } node ? $"{node.Major}:{node.Minor}" : "");
    }
}
