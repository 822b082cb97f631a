using System.Formats.Tar;
using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Security;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>New volumes get what the image has at their place.</summary>
public sealed class VolumeFillTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fill_ThatFails_LeavesTheVolumeEmptyAndUnused()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var tooDeep = string.Join('/', Enumerable.Repeat("d", 210));
        await ImportAsync(harness, "bad:1", Archive.File("data/a", "half", 0b110_100_100), new PaxTarEntry(TarEntryType.Directory, $"data/{tooDeep}"));
        await ImportAsync(harness, "good:1", Archive.File("data/a", "whole", 0b110_100_100));

        await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CreateAsync(Spec("bad:1"), Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(harness.Engine.Paths.VolumeData("kept")));
        Assert.Empty(Assert.Single(await harness.Engine.Volumes.ListAsync(Token)).UsedBy);
        Assert.Empty(Directory.EnumerateFileSystemEntries(harness.Engine.Paths.TemporaryRoot));

        await harness.Containers.CreateAsync(Spec("good:1"), Token);
        Assert.Equal("whole", await File.ReadAllTextAsync(harness.Engine.Paths.VolumeData("kept") + "/a", Token));
    }

    [Fact]
    public async Task Fill_OfOneThatARunningContainerHas_IsSeenThere()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await ImportAsync(harness, "good:1", Archive.File("data/a", "whole", 0b110_100_100));
        var first = await harness.RunAsync("until cat /data/a 2>/dev/null; do sleep 0.05; done; echo; exec sleep 600", spec => spec with { Mounts = [new MountSpec(MountKind.Volume, "/data", "kept")] });

        await harness.Containers.CreateAsync(Spec("good:1"), Token);

        await harness.UntilLoggedAsync(first, "whole", Token);
    }

    [Fact]
    public async Task Image_OfACreateThatFillsAVolume_IsNotRemoved()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var content = new string('x', 1 << 20);
        await ImportAsync(harness, "large:1", [.. Enumerable.Range(0, 200).Select(i => Archive.File($"data/{i}", content, 0b110_100_100))]);

        var creating = harness.Containers.CreateAsync(Spec("large:1"), Token);
        await Poll.UntilAsync(async () => (await harness.Engine.Volumes.ListAsync(Token)).Count == 1, "the volume is there", cancellationToken: Token);
        await Assert.ThrowsAsync<ObjectInUseException>(() => harness.Engine.Images.RemoveAsync("large:1", cancellationToken: Token));

        await creating;
        Assert.Equal(200, Directory.GetFiles(harness.Engine.Paths.VolumeData("kept")).Length);
    }

    private static ContainerSpec Spec(string image) => new() { Image = image, Command = ["true"], Mounts = [new MountSpec(MountKind.Volume, "/data", "kept")] };

    private static async Task ImportAsync(EngineHarness harness, string name, params TarEntry[] entries)
    {
        await using var tar = Archive.Of(entries);
        await harness.Engine.Images.ImportAsync(tar, name, new ImageConfiguration { Command = ["true"] }, null, Token);
    }
}
