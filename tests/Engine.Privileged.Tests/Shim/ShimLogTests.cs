using System.Text;
using Panel.Engine.Protocol;

namespace Panel.Engine.Privileged.Tests.Shim;

public class ShimLogTests
{
    [Fact]
    public async Task Log_OfBothStreams_KeepsThemApart()
    {
        using var container = new ShimContainer("sh", "-c", "echo out; echo err >&2; printf 'no end'");
        await container.RunAsync();
        Assert.Equal(("out\nno end", "err\n"), (container.Text(), container.Text("stderr")));
    }

    [Fact]
    public async Task Log_OfTenMegabyteLine_IsByteExact()
    {
        using var container = new ShimContainer("sh", "-c", "head -c 10485760 /dev/zero | tr '\\0' x; echo");
        await container.RunAsync();
        var output = container.Output();
        Assert.Equal(10485761, output.Length);
        Assert.Equal(-1, output.AsSpan(0, 10485760).IndexOfAnyExcept((byte)'x'));
    }

    [Fact]
    public async Task Log_OfBinary_IsByteExact()
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        bytes[^1] = (byte)'\n';
        using var container = new ShimContainer("cat", "/data");
        await File.WriteAllBytesAsync($"{container.Image}/data", bytes, TestContext.Current.CancellationToken);
        await container.RunAsync();
        Assert.Equal(bytes, container.Output());
    }

    [Fact]
    public async Task Log_AfterHalfARecord_BeginsALineOfItsOwn()
    {
        using var container = new ShimContainer("echo", "whole");
        var log = container.Spec.Log.Path;
        await File.WriteAllTextAsync(log, "2026-01-01T00:00:00.000000000Z stdout F torn", TestContext.Current.CancellationToken);
        await container.RunAsync();
        var lines = await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith(" stdout F torn", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" stdout F whole", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_OfOneFilePastItsSize_IsReplacedSoThatWhoFollowsLosesNothing()
    {
        using var container = new ShimContainer("seq", "1", "20000");
        container.Spec = container.Spec with { Log = container.Spec.Log with { MaxBytes = 100_000, MaxFiles = 1 } };
        await File.WriteAllTextAsync(container.Spec.Log.Path, "", TestContext.Current.CancellationToken);
        await using var followed = File.OpenRead(container.Spec.Log.Path);
        await container.RunAsync();
        using var reader = new StreamReader(followed);
        Assert.EndsWith(" 1", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("20000", Encoding.ASCII.GetString(container.Output()).TrimEnd().Split('\n')[^1]);
        Assert.InRange(new FileInfo(container.Spec.Log.Path).Length, 1, 100_000);
    }

    [Fact]
    public async Task Log_PastItsSize_RotatesAtLineEnds()
    {
        using var container = new ShimContainer("seq", "1", "20000");
        container.Spec = container.Spec with { Log = container.Spec.Log with { MaxBytes = 100_000, MaxFiles = 3 } };
        await container.RunAsync();
        Assert.Equal(["container.log", "container.log.1", "container.log.2"], Directory.GetFiles(container.Home, "container.log*").Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(container.Home, "container.log*"), f => Assert.InRange(new FileInfo(f).Length, 1, 100_000));
        var numbers = Encoding.ASCII.GetString([.. container.Output(suffix: ".2"), .. container.Output(suffix: ".1"), .. container.Output()]).TrimEnd().Split('\n').Select(int.Parse).ToList();
        Assert.Equal(Enumerable.Range(numbers[0], numbers.Count), numbers);
        Assert.Equal(20000, numbers[^1]);
    }

    [Fact]
    public async Task Log_OfSecondRun_IsAppended()
    {
        using var container = new ShimContainer("echo", "again");
        await container.RunAsync();
        await container.RunAsync();
        Assert.Equal("again\nagain\n", container.Text());
    }
}
