using System.Net.Sockets;
using Panel.Engine.Contract;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

public sealed class LifecycleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Container_ThatEnds_TellsItsCodeAndLeavesNothing()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await harness.TracesAsync();
        var id = await harness.RunAsync("echo out; echo err >&2; exit 7");
        Assert.Equal(new ContainerExit(7), await harness.Containers.WaitAsync(id, cancellationToken: Token));
        Assert.Equal(ContainerStatus.Exited, (await harness.StateAsync(id, Token)).Status);
        var log = await harness.LogAsync(id, Token);
        Assert.Contains("out", log);
        Assert.Contains("err", log);
        await harness.Containers.RemoveAsync(id, cancellationToken: Token);
        Assert.Equal(string.Join("\n", before), string.Join("\n", await harness.TracesAsync()));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => harness.Containers.InspectAsync(id, Token));
    }

    [Fact]
    public async Task Container_ThatExits_CanBeStartedAgain()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("echo run >> /count; cat /count; exit 3");
        await harness.Containers.WaitAsync(id, cancellationToken: Token);
        Assert.True(await harness.Containers.StartAsync(id, Token));
        Assert.Equal(3, (await harness.Containers.WaitAsync(id, cancellationToken: Token)).ExitCode);
        Assert.Equal("run\nrun\nrun", await harness.LogAsync(id, Token));
    }

    [Fact]
    public async Task Container_StartedAgainAtOnce_FindsWhatEveryRunWrote()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("echo run >> /count; exit $(wc -l < /count)");
        for (var run = 1; run <= 20; run++)
        {
            Assert.Equal(run, (await harness.Containers.WaitAsync(id, cancellationToken: Token)).ExitCode);
            await harness.Containers.StartAsync(id, Token);
        }
    }

    [Fact]
    public async Task Stop_OfOneThatIgnoresTheSignal_KillsAfterTheTimeout()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("trap '' TERM; echo ready; while :; do sleep 1; done");
        await harness.UntilLoggedAsync(id, "ready", Token);
        Assert.False(await harness.Containers.StartAsync(id, Token));
        Assert.True(await harness.Containers.StopAsync(id, TimeSpan.FromMilliseconds(300), Token));
        Assert.Equal(137, (await harness.StateAsync(id, Token)).ExitCode);
        Assert.False(await harness.Containers.StopAsync(id, null, Token));
        Assert.Equal(["create", "start", "kill", "kill", "die", "stop"], harness.Engine.Events.Recent(100).Where(e => e.Id == id).Select(e => e.Action));
    }

    [Theory]
    [InlineData("bridge", "network connect bridge, volume mount kept, container start, container die, network disconnect bridge, volume unmount kept")]
    [InlineData("none", "network connect none, volume mount kept, container start, container die, network disconnect none, volume unmount kept")]
    [InlineData("container:owner", "volume mount kept, container start, container die, volume unmount kept")]
    public async Task Run_TellsWhatItJoinedAndLeft(string network, string expected)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await harness.RunAsync("sleep 1000", spec => spec with { Name = "owner" });
        var id = await harness.RunAsync("true", spec => spec with { NetworkMode = network, Mounts = [new(MountKind.Volume, "/data", "kept", ReadOnly: true), new(MountKind.Tmpfs, "/mem")] });
        await harness.Containers.WaitAsync(id, cancellationToken: Token);

        var events = harness.Engine.Events.Recent(100).Where(e => (e.Id == id && e.Action != "create") || e.Attributes.GetValueOrDefault("container") == id).ToList();

        Assert.Equal(expected, string.Join(", ", events.Select(e => e.Type == "container" ? $"container {e.Action}" : $"{e.Type} {e.Action} {e.Name}")));
        var mounted = events.Single(e => e.Action == "mount").Attributes;
        Assert.Equal(("/data", "false", "local", ""), (mounted["destination"], mounted["read/write"], mounted["driver"], mounted["propagation"]));
    }

    [Fact]
    public async Task Stop_WithTheContainersSignal_LetsItEnd()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("trap 'exit 5' USR1; echo ready; while :; do sleep 0.05; done", spec => spec with { StopSignal = "USR1" });
        await harness.UntilLoggedAsync(id, "ready", Token);
        await harness.Containers.StopAsync(id, null, Token);
        Assert.Equal(5, (await harness.StateAsync(id, Token)).ExitCode);
    }

    [Fact]
    public async Task StopAndRestart_WithATimeoutBeyondAnyTimer_LetItEndAndStartAgain()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("trap 'exit 5' TERM; echo ready; while :; do sleep 0.05; done");
        await harness.UntilLoggedAsync(id, "ready", Token);
        var pid = (await harness.StateAsync(id, Token)).Pid;
        await harness.Containers.RestartAsync(id, TimeSpan.FromSeconds(9_999_999), Token);
        Assert.NotEqual(pid, (await harness.StateAsync(id, Token)).Pid);
        await harness.UntilLoggedAsync(id, "ready\nready", Token);
        Assert.True(await harness.Containers.StopAsync(id, TimeSpan.FromSeconds(9_999_999), Token));
        Assert.Equal(5, (await harness.StateAsync(id, Token)).ExitCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("HUP")]
    public async Task Container_ThatItsPolicyRestarts_IsRemovedByForceOnlyAndEndedByAKill(string? signal)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("exit 1", spec => spec with { RestartPolicy = new RestartPolicy(RestartPolicyKind.Always) });
        // The back-off is 3.2 s by then, long enough for the calls below.
        await Poll.UntilAsync(() => Task.FromResult(harness.Engine.Events.Recent(100).Count(e => e.Id == id && e.Action == "die") == 6), "it waits for its next start", TimeSpan.FromMinutes(1), Token);
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.RemoveAsync(id, cancellationToken: Token));
        await harness.Containers.KillAsync(id, signal, Token);
        var state = await harness.StateAsync(id, Token);
        Assert.Equal((ContainerStatus.Exited, 1), (state.Status, state.ExitCode));
        await Task.Delay(TimeSpan.FromSeconds(4), Token);
        Assert.Equal(state, await harness.StateAsync(id, Token));
        await harness.Containers.RemoveAsync(id, cancellationToken: Token);
    }

    [Fact]
    public async Task Restart_WhileAnotherOneEnds_KeepsWhatIsRemovedOnExit()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("sleep 600", spec => spec with { AutoRemove = true });
        for (var round = 0; round < 5; round++)
        {
            var exit = harness.Containers.WaitAsync(id, cancellationToken: Token);
            var first = harness.Containers.RestartAsync(id, TimeSpan.Zero, Token);
            await exit;
            // The second comes while the first one starts it.
            await Task.Delay(5, Token);
            await Task.WhenAll(first, harness.Containers.RestartAsync(id, TimeSpan.Zero, Token));
        }
        Assert.True((await harness.StateAsync(id, Token)).IsRunning);
    }

    [Fact]
    public async Task Command_ThatIsMissing_IsRefusedAtItsField()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Command = ["/no/such"] }, Token);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.StartAsync(created.Id, Token));
        Assert.Equal("Command", error.Field);
        var state = await harness.StateAsync(created.Id, Token);
        Assert.Equal((ContainerStatus.Created, 127), (state.Status, state.ExitCode));
    }

    [Fact]
    public async Task Memory_AboveItsLimit_EndsInAnOomKill()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("tail /dev/zero", spec => spec with { Resources = new ResourceLimits { MemoryBytes = 16 << 20, MemorySwapBytes = 16 << 20 } });
        var exit = await harness.Containers.WaitAsync(id, cancellationToken: Token);
        Assert.True(exit.OomKilled);
        Assert.Contains(harness.Engine.Events.Recent(100), e => e.Id == id && e.Action == "oom");
    }

    [Fact]
    public async Task Memory_OfAChildAboveTheLimit_IsToldAtOnceWhileTheContainerRuns()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await using var events = harness.Engine.Events.WatchAsync(Token).Where(told => told.Action == "oom").GetAsyncEnumerator(Token);
        var id = await harness.RunAsync("tail /dev/zero; sleep 600", spec => spec with { Resources = new ResourceLimits { MemoryBytes = 16 << 20, MemorySwapBytes = 16 << 20 } });
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(id, events.Current.Id);
        var state = await harness.StateAsync(id, Token);
        Assert.Equal((ContainerStatus.Running, true), (state.Status, state.OomKilled));
        await harness.RestartAsync(Token);
        Assert.True((await harness.StateAsync(id, Token)).OomKilled);
        await harness.Containers.RestartAsync(id, TimeSpan.Zero, Token);
        Assert.Equal(ContainerStatus.Running, (await harness.StateAsync(id, Token)).Status);
    }

    [Fact]
    public async Task Memory_AboveItsLimitWhileNobodyListens_IsToldOnce()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("sleep 1; tail /dev/zero", spec => spec with { Resources = new ResourceLimits { MemoryBytes = 16 << 20, MemorySwapBytes = 16 << 20 } });
        await harness.RestartAsync(Token, between: () => SpinWait.SpinUntil(() => File.Exists(harness.Engine.Paths.ContainerExit(id)), TimeSpan.FromSeconds(30)));
        Assert.True((await harness.Containers.WaitAsync(id, cancellationToken: Token)).OomKilled);
        Assert.Single(harness.Engine.Events.Recent(100), e => e.Id == id && e.Action == "oom");
    }

    [Fact]
    public async Task PublishedPort_WhileItRuns_Answers()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("echo hello > /index.html; exec httpd -f -p 80 -h /", spec => spec with { Ports = [new PortBinding(80)] });
        var port = Assert.Single((await harness.Containers.InspectAsync(id, Token)).Summary.Ports).HostPort!.Value;
        using var client = new HttpClient();
        string? answer = null;
        await Poll.UntilAsync(async () =>
        {
            try
            {
                answer = await client.GetStringAsync($"http://127.0.0.1:{port}/", Token);
            }
            catch (HttpRequestException exception) when (exception.InnerException is SocketException)
            {
                return false;
            }
            return true;
        }, "httpd answers", cancellationToken: Token);
        Assert.Equal("hello\n", answer);
    }

    [Theory]
    [InlineData(UserNamespaceMode.Private, false)]
    [InlineData(UserNamespaceMode.Host, true)]
    public async Task UserNamespace_ByItsMode_MapsRootOrNot(UserNamespaceMode mode, bool hostRoot)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("id -u; exec sleep 60", spec => spec with { UserNamespace = mode });
        var pid = (await harness.StateAsync(id, Token)).Pid;
        var uid = File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];
        Assert.Equal(hostRoot, uid == "0");
        await harness.UntilLoggedAsync(id, "0", Token);
    }

    [Fact]
    public async Task Volumes_AnonymousAndNamed_LiveAsLongAsTheyShould()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        MountSpec[] mounts = [new(MountKind.Volume, "/named", "keep"), new(MountKind.Volume, "/anonymous")];
        var id = await harness.RunAsync("echo kept > /named/file; echo gone > /anonymous/file", spec => spec with { Mounts = mounts });
        await harness.Containers.WaitAsync(id, cancellationToken: Token);
        Assert.Equal(2, (await harness.Engine.Volumes.ListAsync(Token)).Count);
        await Assert.ThrowsAsync<ObjectInUseException>(() => harness.Engine.Volumes.RemoveAsync("keep", Token));
        await harness.Containers.RemoveAsync(id, removeVolumes: true, cancellationToken: Token);
        var volume = Assert.Single(await harness.Engine.Volumes.ListAsync(Token));
        Assert.Equal("kept\n", await File.ReadAllTextAsync(volume.Mountpoint + "/file", Token));
        await harness.Engine.Volumes.RemoveAsync("keep", Token);
    }

    [Fact]
    public async Task Remove_WhoseVolumeCannotBeRemoved_IsToldToThoseWhoWait()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Mounts = [new(MountKind.Volume, "/anonymous")] }, Token);
        var volume = harness.Engine.Paths.Volume(Assert.Single(await harness.Engine.Volumes.ListAsync(Token)).Name);
        var removed = harness.Containers.WaitAsync(created.Id, WaitCondition.Removed, Token);
        // The kernel moves no mount point.
        await Command.OutputAsync("mount", ["--bind", volume, volume], Token);
        try
        {
            await harness.Containers.RemoveAsync(created.Id, removeVolumes: true, cancellationToken: Token);
            await removed.WaitAsync(TimeSpan.FromSeconds(10), Token);
        }
        finally
        {
            await Command.OutputAsync("umount", [volume], Token);
        }
        Assert.Contains(harness.Engine.Events.Recent(100), e => e.Id == created.Id && e.Action == "destroy");
    }

    [Fact]
    public async Task AutoRemove_AfterItsExit_IsGone()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Command = ["sh", "-c", "sleep 0.2; exit 4"], AutoRemove = true }, Token);
        var removed = harness.Containers.WaitAsync(created.Id, WaitCondition.Removed, Token);
        await harness.Containers.StartAsync(created.Id, Token);
        Assert.Equal(4, (await removed).ExitCode);
        Assert.Empty(await harness.Containers.ListAsync(null, Token));
    }

    [Fact]
    public async Task Name_WantedByAHundred_IsGivenToOne()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var creates = Enumerable.Range(0, 100).Select(_ => Record.ExceptionAsync(() => harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Name = "wanted" }, Token)).AsTask());
        var results = await Task.WhenAll(creates);
        Assert.Single(results, error => error is null);
        Assert.Equal(99, results.Count(error => error is ConflictException));
        Assert.Single(await harness.Containers.ListAsync(null, Token));
    }

    [Fact]
    public async Task RestartPolicy_OnFailure_TriesAsOftenAsItSays()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("echo run; exit 1", spec => spec with { RestartPolicy = new RestartPolicy(RestartPolicyKind.OnFailure, 2) });
        await Poll.UntilAsync(async () => (await harness.StateAsync(id, Token)) is { Status: ContainerStatus.Exited, RestartCount: 2 }, "it gave up", cancellationToken: Token);
        Assert.Equal("run\nrun\nrun", await harness.LogAsync(id, Token));
    }
}
