using Panel.Engine.Contract;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

public sealed class HealthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Checks_TellWhetherItIsWell_AndSurviveTheEngine()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("touch /well; exec sleep 600", spec => spec with { HealthCheck = Often("CMD-SHELL", "echo looked; ls /well") });

        Assert.Equal(HealthStatus.Starting, (await harness.StateAsync(id, Token)).Health!.Status);
        await UntilAsync(harness, id, HealthStatus.Healthy);
        Assert.Equal("looked\n/well\n", (await harness.StateAsync(id, Token)).Health!.Log[^1].Output);
        Assert.Empty((await harness.Containers.InspectAsync(id, Token)).ExecIds);

        await harness.RestartAsync(Token);
        Assert.Equal(HealthStatus.Healthy, (await harness.StateAsync(id, Token)).Health!.Status);

        var exec = await harness.Containers.CreateExecAsync(id, new ExecSpec { Arguments = ["rm", "/well"] }, Token);
        await harness.Containers.StartExecAsync(exec, new ExecStartOptions { Detach = true }, Token);
        await UntilAsync(harness, id, HealthStatus.Unhealthy);
        var health = (await harness.StateAsync(id, Token)).Health!;
        Assert.Equal(1, health.Log[^1].ExitCode);
        Assert.True(health.FailingStreak >= 3);
        Assert.Contains("No such file", health.Log[^1].Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_ThatTakeTooLongOrCannotRun_AreFailures()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var slow = await harness.RunAsync("exec sleep 600", spec => spec with { HealthCheck = Often("CMD", "sleep", "500") });
        var missing = await harness.RunAsync("exec sleep 600", spec => spec with { HealthCheck = Often("CMD", "nosuch") });

        await UntilAsync(harness, slow, HealthStatus.Unhealthy);
        await UntilAsync(harness, missing, HealthStatus.Unhealthy);
        var last = (await harness.StateAsync(slow, Token)).Health!.Log[^1];
        Assert.Equal((-1, "The check took longer than 0.5 s and was ended. "), (last.ExitCode, last.Output));
        Assert.Contains("nosuch", (await harness.StateAsync(missing, Token)).Health!.Log[^1].Output, StringComparison.Ordinal);
        // None of the checks that were ended is left.
        await Poll.UntilAsync(async () => (await harness.Containers.ListProcessesAsync(slow, cancellationToken: Token)).Count(process => process.Command.Contains("500", StringComparison.Ordinal)) <= 1, "the old checks are gone", cancellationToken: Token);
    }

    [Fact]
    public async Task Checks_OfAPausedOrEndedContainer_AreNotMade()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("exec sleep 600", spec => spec with { HealthCheck = Often("CMD", "true") });
        await UntilAsync(harness, id, HealthStatus.Healthy);

        await harness.Containers.PauseAsync(id, Token);
        Assert.Equal(HealthStatus.Unhealthy, (await harness.StateAsync(id, Token)).Health!.Status);
        await Task.Delay(500, Token);
        var before = (await harness.StateAsync(id, Token)).Health!.Log[^1];
        await Task.Delay(500, Token);
        Assert.Equal(before, (await harness.StateAsync(id, Token)).Health!.Log[^1]);

        await harness.Containers.UnpauseAsync(id, Token);
        await UntilAsync(harness, id, HealthStatus.Healthy);
        Assert.NotEqual(before, (await harness.StateAsync(id, Token)).Health!.Log[^1]);
        // As with Docker, nobody is told that a pause ends the checks, but that they go on.
        Assert.Equal(["health_status: healthy", "pause", "unpause", "health_status: healthy"],
            harness.Engine.Events.Recent(100).Where(told => told.Id == id && told.Action is "pause" or "unpause" || told.Action.StartsWith("health", StringComparison.Ordinal)).Select(told => told.Action));
        await harness.Containers.StopAsync(id, TimeSpan.Zero, Token);
        Assert.Equal(HealthStatus.Unhealthy, (await harness.StateAsync(id, Token)).Health!.Status);
        await harness.Containers.StartAsync(id, Token);
        await UntilAsync(harness, id, HealthStatus.Healthy);
    }

    [Fact]
    public async Task Checks_AreToldAsDockerDoes_ToThoseWhoWatchAndNotKept()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await using var events = harness.Engine.Events.WatchAsync(Token).Where(told => told.IsRoutine || told.Action.StartsWith("health", StringComparison.Ordinal)).GetAsyncEnumerator(Token);
        var id = await harness.RunAsync("exec sleep 600", spec => spec with { Name = "checked", HealthCheck = Often("CMD-SHELL", "echo hi; exit 3") with { Retries = 1 } });
        List<EngineEvent> told = [];
        while (told.Count < 5 && await events.MoveNextAsync()) told.Add(events.Current);
        Assert.Equal(["exec_create: /bin/sh -c echo hi; exit 3", "exec_start: /bin/sh -c echo hi; exit 3", "exec_die", "health_status: unhealthy", "exec_create: /bin/sh -c echo hi; exit 3"], told.Select(one => one.Action));
        Assert.Equal(("checked", "busybox:latest", "3"), (told[2].Attributes["name"], told[2].Attributes["image"], told[2].Attributes["exitCode"]));
        Assert.Equal((id, told[0].Attributes["execID"]), (told[2].Id, told[2].Attributes["execID"]));
        Assert.DoesNotContain(harness.Engine.Events.Recent(1000), one => one.Action.StartsWith("exec_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_OfTheImage_IsMade_UnlessTheCallerWantsNone()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await using var tar = File.OpenRead(await EngineHarness.ImageAsync(Token));
        await harness.Engine.Images.ImportAsync(tar, "checked:latest", new ImageConfiguration { Command = ["sleep", "600"], HealthCheck = Often("CMD", "true") }, null, Token);
        Assert.Equal(["CMD", "true"], (await harness.Engine.Images.InspectAsync("checked", Token)).Configuration.HealthCheck!.Test);

        var id = await harness.RunAsync("exec sleep 600", spec => spec with { Image = "checked:latest" });
        var without = await harness.RunAsync("exec sleep 600", spec => spec with { Image = "checked:latest", HealthCheck = new HealthCheck { Test = ["NONE"] } });

        await UntilAsync(harness, id, HealthStatus.Healthy);
        Assert.Null((await harness.StateAsync(without, Token)).Health);
    }

    [Fact]
    public async Task Checks_OfOneWhoseNetworkOwnerHasEnded_GoOnAndSoDoExecs()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await harness.RunAsync("exec sleep 600", spec => spec with { Name = "owner", Hostname = "shared" });
        var id = await harness.RunAsync("touch /well; exec sleep 600", spec => spec with { NetworkMode = "container:owner", HealthCheck = Often("CMD-SHELL", "hostname; ls /well") });
        await UntilAsync(harness, id, HealthStatus.Healthy);

        await harness.Containers.StopAsync("owner", TimeSpan.Zero, Token);
        var exec = await harness.Containers.CreateExecAsync(id, new ExecSpec { Arguments = ["rm", "/well"] }, Token);
        await harness.Containers.StartExecAsync(exec, new ExecStartOptions { Detach = true }, Token);

        await UntilAsync(harness, id, HealthStatus.Unhealthy);
        Assert.StartsWith("shared\n", (await harness.StateAsync(id, Token)).Health!.Log[^1].Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_WithATimeoutBeyondAnyTimer_AreMade()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("exec sleep 600", spec => spec with { HealthCheck = Often("CMD", "true") with { Timeout = TimeSpan.FromHours(1500) } });
        await UntilAsync(harness, id, HealthStatus.Healthy);
    }

    private static HealthCheck Often(params string[] test) => new()
    {
        Test = test,
        Interval = TimeSpan.FromMilliseconds(100),
        Timeout = TimeSpan.FromMilliseconds(500),
    };

    private static Task UntilAsync(EngineHarness harness, string id, HealthStatus status) =>
        Poll.UntilAsync(async () => (await harness.StateAsync(id, Token)).Health!.Status == status, $"it is {status}", cancellationToken: Token);
}
