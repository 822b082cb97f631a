using Panel.Engine.Contract;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>Holding a container still, and what goes on in it.</summary>
public sealed class InsideTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pause_HoldsEveryProcessUntilUnpause()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done");
        await Poll.UntilAsync(async () => (await harness.LogAsync(id, Token)).Length > 20, "it counts", cancellationToken: Token);
        await harness.Containers.PauseAsync(id, Token);
        Assert.Equal(ContainerStatus.Paused, (await harness.StateAsync(id, Token)).Status);
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.PauseAsync(id, Token));
        // What it had written is read by the shim soon; then nothing more comes.
        var still = await SettledLogAsync(harness, id);
        Assert.Equal(still, await SettledLogAsync(harness, id));
        await harness.Containers.UnpauseAsync(id, Token);
        await Poll.UntilAsync(async () => await harness.LogAsync(id, Token) is var log && log.Length > still.Length && log.StartsWith(still, StringComparison.Ordinal), "it counts on", cancellationToken: Token);
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.UnpauseAsync(id, Token));
        Assert.Equal(["create", "start", "pause", "unpause"], harness.Engine.Events.Recent(100).Where(e => e.Id == id).Select(e => e.Action));
    }

    [Fact]
    public async Task Stats_OfAllThatRun_TellWhoseLimitHoldsItBackAndForgetWhoEnds()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var busy = await harness.RunAsync("while :; do :; done", spec => spec with { Name = "busy", Resources = new ResourceLimits { Cpus = 0.2 } });
        var idle = await harness.RunAsync("exec sleep 1000", spec => spec with { Name = "idle" });
        var never = (await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox:latest" }, Token)).Id;
        List<ContainerUsage> ofBusy = [];
        var ended = false;
        await foreach (var reading in harness.Containers.StreamAllStatsAsync(Token))
        {
            Assert.DoesNotContain(reading, usage => usage.Container.Id == never);
            ofBusy.AddRange(reading.Where(usage => usage.Container.Id == busy));
            if (!ended && ofBusy.Count >= 2 && ofBusy[^1].Stats.ThrottledPeriods > ofBusy[0].Stats.ThrottledPeriods)
            {
                Assert.Equal(["busy", "idle"], reading.Select(usage => usage.Container.Name).Order());
                Assert.Equal(0, reading.Single(usage => usage.Container.Id == idle).Stats.CpuLimit);
                await harness.Containers.KillAsync(idle, cancellationToken: Token);
                ended = true;
            }

            if (ended && reading.Count == 1) break;
        }

        var last = ofBusy[^1].Stats;
        Assert.Equal(0.2, last.CpuLimit, 3);
        Assert.True(last.ThrottledNanoseconds > 0 && last.CpuPeriods >= last.ThrottledPeriods, $"{last}");
        Assert.InRange(last.CpuPercent, 0.1, 60);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_OfAPausedOne_EndsItBySignal(bool remove)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await harness.TracesAsync();
        var id = await harness.RunAsync("trap 'exit 5' TERM; echo ready; while :; do sleep 0.05; done");
        await harness.UntilLoggedAsync(id, "ready", Token);
        await harness.Containers.PauseAsync(id, Token);
        if (remove)
        {
            await harness.Containers.RemoveAsync(id, force: true, cancellationToken: Token);
            Assert.Equal(string.Join("\n", before), string.Join("\n", await harness.TracesAsync()));
            return;
        }

        Assert.True(await harness.Containers.StopAsync(id, TimeSpan.FromSeconds(30), Token));
        Assert.Equal((ContainerStatus.Exited, 5), (await harness.StateAsync(id, Token)) is var state ? (state.Status, state.ExitCode) : default);
    }

    [Fact]
    public async Task Pause_OverARestartOfTheEngine_IsKnownAgain()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("exec sleep 1000");
        await harness.Containers.PauseAsync(id, Token);
        await harness.RestartAsync(Token);
        Assert.Equal(ContainerStatus.Paused, (await harness.StateAsync(id, Token)).Status);
        await harness.Containers.UnpauseAsync(id, Token);
        Assert.Equal(ContainerStatus.Running, (await harness.StateAsync(id, Token)).Status);
    }

    [Fact]
    public async Task Processes_AreThoseOfTheContainerOnly()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("sleep 1001 & sleep 1002 & echo ready; wait");
        await harness.UntilLoggedAsync(id, "ready", Token);
        await Poll.UntilAsync(async () => (await harness.Containers.ListProcessesAsync(id, cancellationToken: Token)).Count(process => process.Command.StartsWith("sleep 100", StringComparison.Ordinal)) == 2, "both have begun", cancellationToken: Token);
        var processes = await harness.Containers.ListProcessesAsync(id, cancellationToken: Token);
        var pid = (await harness.StateAsync(id, Token)).Pid;
        Assert.Equal(["sh", "sleep 1001", "sleep 1002"], processes.Select(process => process.Command.Split(" -c")[0]).Order(StringComparer.Ordinal));
        Assert.Equal(pid, processes[0].Pid);
        Assert.All(processes.Skip(1), process => Assert.Equal(pid, process.ParentPid));
        Assert.All(processes, process => Assert.True(process.UserId >= 1 << 24 && process.ResidentBytes > 0 && process.Terminal is null));
        await harness.Containers.StopAsync(id, TimeSpan.Zero, Token);
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.ListProcessesAsync(id, cancellationToken: Token));
    }

    [Fact]
    public async Task Changes_AreWhatTheContainerAddedModifiedAndDeleted()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var untouched = await harness.RunAsync("true");
        await harness.Containers.WaitAsync(untouched, cancellationToken: Token);
        Assert.Equal([], await harness.Containers.ListChangesAsync(untouched, Token));
        var id = await harness.RunAsync("mkdir -p /new/deep; echo x > /new/deep/file; rm /etc/passwd; echo more >> /etc/group; echo y > /data/kept; mkdir /etc/made",
            spec => spec with { Mounts = [new MountSpec(MountKind.Volume, "/data", "kept")] });
        await harness.Containers.WaitAsync(id, cancellationToken: Token);
        Assert.Equal(
            ["/etc Modified", "/etc/group Modified", "/etc/made Added", "/etc/passwd Deleted", "/new Added", "/new/deep Added", "/new/deep/file Added"],
            (await harness.Containers.ListChangesAsync(id, Token)).Select(change => $"{change.Path} {change.Kind}"));
        var size = await harness.Containers.GetSizeAsync(id, Token);
        Assert.True(size.WrittenBytes > 0 && size.TotalBytes > size.WrittenBytes + 1_000_000, $"{size}");
    }

    [Fact]
    public async Task Changes_OfAVeryDeepTree_EndAllTheSame()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("mkdir -p /$(yes d/ | head -n 1900 | tr -d '\\n')");
        Assert.Equal(0, (await harness.Containers.WaitAsync(id, cancellationToken: Token)).ExitCode);
        Assert.InRange((await harness.Containers.ListChangesAsync(id, Token)).Count, 250, 300);
    }

    private static async Task<string> SettledLogAsync(EngineHarness harness, string id)
    {
        for (var former = ""; ;)
        {
            await Task.Delay(200, Token);
            var now = await harness.LogAsync(id, Token);
            if (now == former) return now;
            former = now;
        }
    }
}
