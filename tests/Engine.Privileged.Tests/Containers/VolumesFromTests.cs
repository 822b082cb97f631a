using Panel.Engine.Contract;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>Volumes and binds of another container.</summary>
public sealed class VolumesFromTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task VolumesFrom_AStoppedContainer_AreItsVolumesAndOutliveIt()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var donor = await harness.RunAsync("echo named > /named/file; echo anonymous > /anonymous/file", spec => spec with
        {
            Mounts = [new MountSpec(MountKind.Volume, "/named", "kept"), new MountSpec(MountKind.Volume, "/anonymous"), new MountSpec(MountKind.Tmpfs, "/memory"), new MountSpec(MountKind.Bind, "/bound", "/usr/share", true)],
        });
        await harness.Containers.WaitAsync(donor, cancellationToken: Token);

        var id = await harness.RunAsync("cat /named/file /anonymous/file; exec sleep 1000", spec => spec with { VolumesFrom = [donor[..12]] });
        await harness.UntilLoggedAsync(id, "named\nanonymous", Token);
        Assert.Equal(["/anonymous", "/bound", "/named"], (await harness.Containers.InspectAsync(id, Token)).Mounts.Select(mount => mount.Target).Order(StringComparer.Ordinal));

        // Used by the other one still, so it stays with what it holds.
        await harness.Containers.RemoveAsync(donor, removeVolumes: true, cancellationToken: Token);
        Assert.Equal(2, (await harness.Engine.Volumes.ListAsync(Token)).Count);
        await harness.Containers.RemoveAsync(id, removeVolumes: true, force: true, cancellationToken: Token);
        Assert.Equal(["kept"], (await harness.Engine.Volumes.ListAsync(Token)).Select(volume => volume.Name));
    }

    [Fact]
    public async Task VolumesFrom_ReadOnlyOrBesideOnesOwn_AreSo()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox:latest", Name = "donor", Command = ["true"], Mounts = [new MountSpec(MountKind.Volume, "/a", "one"), new MountSpec(MountKind.Volume, "/b", "two")] }, Token);
        var id = await harness.RunAsync("touch /a/file 2>/dev/null || echo refused; touch /b/file && echo written; exec sleep 1000", spec => spec with
        {
            VolumesFrom = ["donor:ro"],
            Mounts = [new MountSpec(MountKind.Volume, "/b", "own")],
        });
        await harness.UntilLoggedAsync(id, "refused\nwritten", Token);
        Assert.Equal(["one True", "own False"], (await harness.Containers.InspectAsync(id, Token)).Mounts.Select(mount => $"{mount.Source} {mount.ReadOnly}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task VolumesFrom_WithAVolumeOfItsOwnBelow_KeepsTheParentsFilesAndFillsNothing()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var donor = await harness.RunAsync("echo kept > /data/file; mkdir /data/sub; echo below > /data/sub/file; rm /bin/*", spec => spec with
        {
            Mounts = [new MountSpec(MountKind.Volume, "/data", "parent"), new MountSpec(MountKind.Volume, "/bin", "programs")],
        });
        await harness.Containers.WaitAsync(donor, cancellationToken: Token);
        var programs = (await harness.Engine.Volumes.ListAsync(Token)).Single(volume => volume.Name == "programs").Mountpoint;
        Assert.Empty(Directory.EnumerateFileSystemEntries(programs));

        await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox:latest", Command = ["true"], VolumesFrom = [donor] }, Token);
        Assert.Empty(Directory.EnumerateFileSystemEntries(programs));

        var id = await harness.RunAsync("cat /data/file; ls /data/sub; echo own > /data/sub/mine; cat /data/sub/*; exec sleep 1000", spec => spec with
        {
            VolumesFrom = [donor],
            Mounts = [new MountSpec(MountKind.Volume, "/data/sub", "own"), new MountSpec(MountKind.Volume, "/bin", "others")],
        });
        await harness.UntilLoggedAsync(id, "kept\nown", Token);
        await harness.Containers.StopAsync(id, TimeSpan.Zero, Token);
        var parent = (await harness.Engine.Volumes.ListAsync(Token)).Single(volume => volume.Name == "parent").Mountpoint;
        Assert.Equal("kept\n", await File.ReadAllTextAsync(parent + "/file", Token));
        Assert.Equal("below\n", await File.ReadAllTextAsync(parent + "/sub/file", Token));
    }

    [Theory]
    [InlineData("nosuch", "No such container: nosuch")]
    [InlineData("donor:rx", "invalid mode: rx")]
    public async Task VolumesFrom_WhatIsNotThereOrWrong_IsRefusedAndNothingIsMade(string from, string sentence)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox:latest", Name = "donor", Command = ["true"] }, Token);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CreateAsync(new ContainerSpec
        {
            Image = "busybox:latest",
            Command = ["true"],
            VolumesFrom = [from],
            Mounts = [new MountSpec(MountKind.Volume, "/v")],
        }, Token));
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.Single(await harness.Containers.ListAsync(cancellationToken: Token));
        Assert.Empty(await harness.Engine.Volumes.ListAsync(Token));
    }
}
