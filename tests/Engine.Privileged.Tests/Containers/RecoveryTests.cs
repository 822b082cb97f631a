using System.Diagnostics;
using System.Globalization;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Processes;
using Panel.Engine.Native;
using Panel.Engine.Protocol;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

public sealed class RecoveryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Steps => [.. ShimSteps.All];

    [Fact]
    public async Task Engine_StartedAgain_FindsItsContainersRunning()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("trap 'exit 9' TERM; i=0; while :; do echo $i; i=$((i+1)); sleep 0.02; done");
        var before = await harness.StateAsync(id, Token);
        await harness.RestartAsync(Token);
        var after = await harness.StateAsync(id, Token);
        Assert.Equal((ContainerStatus.Running, before.Pid, before.StartedAt), (after.Status, after.Pid, after.StartedAt));
        await harness.Containers.StopAsync(id, null, Token);
        Assert.Equal(9, (await harness.StateAsync(id, Token)).ExitCode);
        var lines = (await harness.LogAsync(id, Token)).Split('\n');
        Assert.Equal(Enumerable.Range(0, lines.Length).Select(i => i.ToString(CultureInfo.InvariantCulture)), lines);
    }

    [Fact]
    public async Task Container_ThatEndedMeanwhile_IsRecordedWithItsCode()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("sleep 0.3; exit 6");
        var exit = harness.Engine.Paths.ContainerExit(id);
        await harness.Engine.DisposeAsync();
        await Poll.UntilAsync(() => Task.FromResult(File.Exists(exit)), "the shim recorded the exit", cancellationToken: Token);
        await harness.RestartAsync(Token);
        var state = await harness.StateAsync(id, Token);
        Assert.Equal((ContainerStatus.Exited, 6, ""), (state.Status, state.ExitCode, state.Error));
    }

    [Fact]
    public async Task Shim_ThatWasKilled_IsToldTruthfullyAndCanBeRemoved()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await harness.TracesAsync();
        var id = await harness.RunAsync("sleep 600");
        var pid = (await harness.StateAsync(id, Token)).Pid;
        using (var shim = Process.GetProcessById(ProcessTable.ParentOf(pid))) shim.Kill();
        var exit = await harness.Containers.WaitAsync(id, cancellationToken: Token);
        Assert.Equal(255, exit.ExitCode);
        Assert.NotNull(exit.Error);
        Assert.Null(PidFd.StartTimeTicks(pid));
        await harness.Containers.RemoveAsync(id, cancellationToken: Token);
        Assert.Equal(string.Join("\n", before), string.Join("\n", await harness.TracesAsync()));
    }

    [Fact]
    public async Task Reboot_Simulated_SignalsNobodyAndAppliesThePolicy()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var stays = await harness.RunAsync("sleep 600");
        var comes = await harness.RunAsync("sleep 600", spec => spec with { RestartPolicy = new RestartPolicy(RestartPolicyKind.Always) });
        using var bystander = Process.Start("sleep", "60")!;
        var paths = harness.Engine.Paths;
        var inits = new[] { (await harness.StateAsync(stays, Token)).Pid, (await harness.StateAsync(comes, Token)).Pid };
        var shims = inits.Select(ProcessTable.ParentOf).ToList();
        await harness.RestartAsync(Token, () =>
        {
            // Without the shims first, nobody records an exit.
            foreach (var pid in shims.Concat(inits)) End(pid);
            // Their records name a foreign process from now on, as after a reboot that gave the pid away.
            foreach (var id in (string[])[stays, comes])
            {
                var state = File.ReadAllText(paths.ContainerState(id));
                File.WriteAllText(paths.ContainerState(id), System.Text.RegularExpressions.Regex.Replace(state, "\"pid\": \\d+", $"\"pid\": {bystander.Id}"));
            }
        }, bootId: "another");
        var state = await harness.StateAsync(stays, Token);
        Assert.Equal((ContainerStatus.Exited, 255), (state.Status, state.ExitCode));
        await Poll.UntilAsync(async () => (await harness.StateAsync(comes, Token)).IsRunning, "the policy started it", cancellationToken: Token);
        Assert.False(bystander.HasExited);
        bystander.Kill();
    }

    private static void End(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            process.WaitForExit();
        }
        catch (ArgumentException)
        {
            // An init goes with its shim.
        }
    }

    [Fact]
    public async Task Engine_ThatDiesInARestart_LeavesThePolicyInForce()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("trap '' TERM; echo ready; while :; do sleep 1; done", spec => spec with { RestartPolicy = new RestartPolicy(RestartPolicyKind.UnlessStopped) });
        await harness.UntilLoggedAsync(id, "ready", Token);
        using var death = new CancellationTokenSource();
        var restart = harness.Containers.RestartAsync(id, TimeSpan.FromMinutes(10), death.Token);
        var events = harness.Engine.Events;
        await Poll.UntilAsync(() => Task.FromResult(events.Recent(100).Any(e => e.Id == id && e.Action == "kill")), "the signal is sent", cancellationToken: Token);
        await harness.RestartAsync(Token, death.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => restart);
        var pid = (await harness.StateAsync(id, Token)).Pid;
        using (var init = Process.GetProcessById(pid)) init.Kill();
        await Poll.UntilAsync(async () => await harness.StateAsync(id, Token) is { IsRunning: true } state && state.Pid != pid, "its policy started it again", cancellationToken: Token);
    }

    [Fact]
    public async Task Engine_ThatDiesInARestartAfterWhichTheContainerEnds_StartsIt()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("trap 'sleep 1; exit 3' TERM; echo ready; while :; do sleep 0.05; done", spec => spec with { RestartPolicy = new RestartPolicy(RestartPolicyKind.OnFailure) });
        await harness.UntilLoggedAsync(id, "ready", Token);
        var (events, exit) = (harness.Engine.Events, harness.Engine.Paths.ContainerExit(id));
        using var death = new CancellationTokenSource();
        var restart = harness.Containers.RestartAsync(id, TimeSpan.FromMinutes(10), death.Token);
        await Poll.UntilAsync(() => Task.FromResult(events.Recent(100).Any(e => e.Id == id && e.Action == "kill")), "the signal is sent", cancellationToken: Token);
        await harness.Engine.DisposeAsync();
        await death.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => restart);
        await Poll.UntilAsync(() => Task.FromResult(File.Exists(exit)), "the shim recorded the exit", cancellationToken: Token);
        await harness.RestartAsync(Token);
        await Poll.UntilAsync(async () => (await harness.StateAsync(id, Token)).IsRunning, "its policy started it", cancellationToken: Token);
    }

    /// <summary>What an engine that starts now would read: the draft, until it has become the file.</summary>
    private static async Task<string> NewestAsync(string path)
    {
        try
        {
            return await File.ReadAllTextAsync(path + ".draft", Token);
        }
        catch (FileNotFoundException)
        {
            return await File.ReadAllTextAsync(path, Token);
        }
    }

    [Fact]
    public async Task Engine_ThatDiesInACommit_LetsTheContainerGoOn()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("dd if=/dev/zero of=/big bs=1M count=64 2>/dev/null; echo ready; exec sleep 600");
        await harness.UntilLoggedAsync(id, "ready", Token);
        var other = await harness.RunAsync("exec sleep 600");
        var path = harness.Engine.Paths.ContainerState(id);
        var commit = harness.Containers.CommitAsync(id, new CommitSpec { Configuration = new ImageConfiguration() }, Token);
        string left;
        do left = await NewestAsync(path);
        while (!left.Contains("\"pausedForCommit\": true", StringComparison.Ordinal) && !commit.IsCompleted);
        await commit;
        Assert.Equal(ContainerStatus.Running, (await harness.StateAsync(id, Token)).Status);

        // A commit of this process cannot be killed: it is held still, with the record that a dying engine leaves.
        foreach (var paused in (string[])[id, other]) await harness.Containers.PauseAsync(paused, Token);
        await harness.RestartAsync(Token, () => File.WriteAllText(path, left));
        Assert.Equal(ContainerStatus.Running, (await harness.StateAsync(id, Token)).Status);
        Assert.Equal(ContainerStatus.Paused, (await harness.StateAsync(other, Token)).Status);
        await harness.Containers.StopAsync(id, TimeSpan.Zero, Token);
    }

    [Fact]
    public async Task Engine_OnADataRootInUse_IsRefused()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await Assert.ThrowsAsync<ConflictException>(() => NativeEngine.StartAsync(harness.Options, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, Token));
    }

    [Fact]
    public async Task Config_Truncated_ShowsTheContainerDeadAndRemovable()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox" }, Token);
        var path = harness.Engine.Paths.ContainerConfig(created.Id);
        await harness.RestartAsync(Token, () =>
        {
            File.WriteAllText(path, File.ReadAllText(path)[..100]);
            File.Delete(harness.Engine.Paths.ContainerConfigCopy(created.Id));
        });
        var state = await harness.StateAsync(created.Id, Token);
        Assert.Equal(ContainerStatus.Dead, state.Status);
        Assert.Contains(path, state.Error);
        await harness.Containers.RemoveAsync(created.Id, cancellationToken: Token);
        Assert.Empty(await harness.Containers.ListAsync(null, Token));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Start_FailingAtAStep_LeavesNothing(string step)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(new ContainerSpec
        {
            Image = "busybox",
            Command = ["true"],
            Ports = [new PortBinding(80)],
            Tty = step == ShimSteps.Terminal,
            WorkingDirectory = "/tmp",
            Mounts = [new(MountKind.Volume, "/data")],
        }, Token);
        var before = await harness.TracesAsync();
        harness.Options.ShimEnvironment = new Dictionary<string, string> { ["PANEL_SHIM_FAIL_AT"] = step };
        await harness.RestartAsync(Token);
        await Assert.ThrowsAnyAsync<EngineException>(() => harness.Containers.StartAsync(created.Id, Token));
        Assert.Equal(string.Join("\n", before), string.Join("\n", await harness.TracesAsync()));
        harness.Options.ShimEnvironment = null;
        await harness.RestartAsync(Token);
        await harness.Containers.StartAsync(created.Id, Token);
        Assert.Equal(0, (await harness.Containers.WaitAsync(created.Id, cancellationToken: Token)).ExitCode);
    }
}
