using Panel.Engine.Contract;
using Panel.Engine.Native;
using Panel.Engine.Privileged.Tests.Shim;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>The data root on a small file system that is full (ISOLATION.md, R8): refusals are clear, what runs can be stopped and removed, nothing is torn.</summary>
public sealed class FullDiskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Containers_OnAFullDisk_AreStoppedAndRemovedAndNewOnesAreRefusedInOneSentence()
    {
        await using var disk = await SmallDisk.MountAsync(Token);
        await using var harness = await EngineHarness.StartAsync(Token, dataRoot: disk.Path);
        var writer = await harness.RunAsync("echo ready; while :; do sleep 0.05; echo line; done");
        var ended = await harness.RunAsync("sleep 1; exit 7");
        await Poll.UntilAsync(async () => (await harness.LogAsync(writer, Token)).StartsWith("ready", StringComparison.Ordinal), "it writes", cancellationToken: Token);
        disk.Fill();

        Assert.Equal(7, (await harness.Containers.WaitAsync(ended, cancellationToken: Token)).ExitCode);
        Assert.Equal((ContainerStatus.Exited, 7), await OutcomeAsync(harness, ended));
        await AssertFullAsync(() => harness.Containers.StartAsync(ended, Token));
        // Docker's code for a start that failed.
        Assert.Equal((ContainerStatus.Exited, 128), await OutcomeAsync(harness, ended));
        var before = (await harness.Containers.ListAsync(null, Token)).Count;
        await AssertFullAsync(() => harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox:latest", Name = "late" }, Token));
        Assert.Equal(before, (await harness.Containers.ListAsync(null, Token)).Count);
        await harness.Containers.StopAsync(writer, TimeSpan.Zero, Token);
        Assert.Equal((ContainerStatus.Exited, 137), await OutcomeAsync(harness, writer));

        disk.Free();
        await Poll.UntilAsync(() => Task.FromResult(IsWritten(harness, writer, 137) && IsWritten(harness, ended, 128)), "what happened is written once there is room", cancellationToken: Token);
        await harness.RestartAsync(Token);
        Assert.Equal((ContainerStatus.Exited, 137), await OutcomeAsync(harness, writer));
        Assert.Equal((ContainerStatus.Exited, 128), await OutcomeAsync(harness, ended));
        await harness.Containers.StartAsync(ended, Token);
        Assert.Equal(7, (await harness.Containers.WaitAsync(ended, cancellationToken: Token)).ExitCode);

        disk.Fill();
        await harness.Containers.RemoveAsync(writer, cancellationToken: Token);
        await harness.Containers.RemoveAsync(ended, cancellationToken: Token);
        Assert.Empty(await harness.Containers.ListAsync(null, Token));
        disk.Free();
    }

    [Fact]
    public async Task Import_OntoAFullDisk_LeavesNoImageAndNoDebris()
    {
        await using var disk = await SmallDisk.MountAsync(Token);
        await using var harness = await EngineHarness.StartAsync(Token, dataRoot: disk.Path);
        disk.Fill();
        await using var tar = File.OpenRead(await EngineHarness.ImageAsync(Token));

        await AssertFullAsync(() => harness.Engine.Images.ImportAsync(tar, "second:1", new ImageConfiguration(), null, Token));

        Assert.Equal(["busybox:latest"], (await harness.Engine.Images.ListAsync(Token)).SelectMany(image => image.RepositoryTags));
        Assert.Empty(Directory.EnumerateFileSystemEntries(harness.Engine.Paths.TemporaryRoot));
        disk.Free();
    }

    private static async Task<(ContainerStatus, int)> OutcomeAsync(EngineHarness harness, string id)
    {
        var state = await harness.StateAsync(id, Token);
        return (state.Status, state.ExitCode);
    }

    private static bool IsWritten(EngineHarness harness, string id, int exitCode) =>
        File.ReadAllText(harness.Engine.Paths.ContainerState(id)).Contains($"\"exitCode\": {exitCode},", StringComparison.OrdinalIgnoreCase);

    private static async Task AssertFullAsync(Func<Task> work)
    {
        var refusal = await Assert.ThrowsAsync<EngineFailureException>(work);
        Assert.Contains("full", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", refusal.Message, StringComparison.Ordinal);
    }
}
