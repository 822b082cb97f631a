using System.Text.Json.Nodes;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Processes;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>What the engine does not understand is kept and shown; never deleted, never killed (ADR 0023).</summary>
public sealed class KeepTests
{
    private const string Forever = "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done";

    private static readonly (string Name, Action<string> Damage)[] s_damages =
    [
        ("empty", path => File.WriteAllText(path, "")),
        ("torn", path => File.WriteAllText(path, File.ReadAllText(path)[..60])),
        ("zeros", path => File.WriteAllBytes(path, new byte[512])),
        ("missing", File.Delete),
        ("unreadable", path =>
        {
            File.Delete(path);
            Directory.CreateDirectory(path);
        }),
        ("of another shape", path => File.WriteAllText(path, "[1]")),
        ("with a status of the future", path => Edit(path, state => state["status"] = "Hibernating")),
        ("with a number as text", path => Edit(path, state => state["pid"] = "one")),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task State_DamagedInAnyWay_KeepsContainersRunningAndTheirPortsAndLeavesStoppedOnesStartable()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        Dictionary<string, (string Id, ContainerState Before)> runs = [];
        foreach (var (name, _) in s_damages)
        {
            var id = await harness.RunAsync(Forever, spec => spec with { Ports = [new PortBinding(80)] });
            runs[name] = (id, await harness.StateAsync(id, Token));
        }
        var stopped = await harness.RunAsync("exit 4");
        await harness.Containers.WaitAsync(stopped, cancellationToken: Token);
        var never = (await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Command = ["true"] }, Token)).Id;
        var ports = (await harness.Containers.ListAsync(null, Token)).ToDictionary(row => row.Id, row => string.Join(' ', row.Ports));
        var paths = harness.Engine.Paths;
        await harness.RestartAsync(Token, () =>
        {
            foreach (var (name, damage) in s_damages) damage(paths.ContainerState(runs[name].Id));
            File.WriteAllText(paths.ContainerState(stopped), "");
            File.WriteAllText(paths.ContainerState(never), "{");
        });
        foreach (var (name, (id, before)) in runs)
        {
            var after = await harness.StateAsync(id, Token);
            Assert.Equal((name, ContainerStatus.Running, before.Pid), (name, after.Status, after.Pid));
            Assert.InRange(after.StartedAt!.Value, before.StartedAt!.Value.AddSeconds(-1), before.StartedAt.Value.AddSeconds(1));
        }
        Assert.All(await harness.Containers.ListAsync(null, Token), row => Assert.Equal(ports[row.Id], string.Join(' ', row.Ports)));
        await Task.WhenAll(runs.Where(run => run.Key != "unreadable").Select(async run =>
        {
            await harness.Containers.StopAsync(run.Value.Id, null, Token);
            Assert.Equal(9, (await harness.StateAsync(run.Value.Id, Token)).ExitCode);
        }));
        // The shim's record tells it of the one; of the other nothing does.
        Assert.Equal((ContainerStatus.Exited, 4), await ExitAsync(harness, stopped));
        Assert.Equal((ContainerStatus.Exited, 255), await ExitAsync(harness, never));
        Assert.Contains(paths.ContainerState(never), (await harness.StateAsync(never, Token)).Error, StringComparison.Ordinal);
        Assert.Equal(ContainerDoubtKind.Lost, (await harness.StateAsync(never, Token)).Doubt?.Kind);
        await harness.Containers.StartAsync(never, Token);
        Assert.Null((await harness.StateAsync(never, Token)).Doubt);
        Assert.Equal(0, (await harness.Containers.WaitAsync(never, cancellationToken: Token)).ExitCode);
    }

    [Fact]
    public async Task Configuration_DamagedInAnyWay_IsTakenFromItsCopy()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        Dictionary<string, string> runs = [];
        foreach (var (name, _) in s_damages) runs[name] = await harness.RunAsync(Forever, spec => spec with { Name = "n" + runs.Count, Labels = new Dictionary<string, string> { ["kept"] = name } });
        var paths = harness.Engine.Paths;
        await harness.RestartAsync(Token, () =>
        {
            foreach (var (name, damage) in s_damages.Take(6)) damage(paths.ContainerConfig(runs[name]));
        });
        foreach (var (name, id) in runs)
        {
            var found = await harness.Containers.InspectAsync(id, Token);
            Assert.Equal((ContainerStatus.Running, name), (found.Summary.State.Status, found.Summary.Labels["kept"]));
        }
        await harness.Containers.StopAsync("n1", null, Token);
        await harness.Containers.StartAsync("n1", Token);
    }

    [Fact]
    public async Task Configuration_WithoutACopy_LeavesARunningContainerRunningUntilItIsStopped()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Forever, spec => spec with { Name = "lost", Mounts = [new(MountKind.Volume, "/data", "treasure")] });
        var pid = (await harness.StateAsync(id, Token)).Pid;
        var paths = harness.Engine.Paths;
        await harness.RestartAsync(Token, () =>
        {
            File.WriteAllText(paths.ContainerConfig(id), "{");
            File.Delete(paths.ContainerConfigCopy(id));
            File.WriteAllText(paths.ContainerState(id), "");
        });
        var state = await harness.StateAsync(id, Token);
        Assert.Equal((ContainerStatus.Running, pid), (state.Status, state.Pid));
        Assert.Contains(paths.ContainerConfig(id), state.Error, StringComparison.Ordinal);
        Assert.Equal(ContainerDoubtKind.Damaged, state.Doubt?.Kind);
        // A rename or a new limit would also write the values that were made up for the rest.
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.RenameAsync(id, "found", Token));
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.UpdateAsync(id, new ContainerUpdate { RestartPolicy = new(RestartPolicyKind.Always) }, Token));
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.RestartAsync(id, null, Token));
        Assert.Equal("{", await File.ReadAllTextAsync(paths.ContainerConfig(id), Token));
        // Its volumes are still known to be in use.
        await Assert.ThrowsAsync<ObjectInUseException>(() => harness.Engine.Volumes.RemoveAsync("treasure", Token));
        await harness.Containers.StopAsync(id, null, Token);
        Assert.Equal(ContainerStatus.Dead, (await harness.StateAsync(id, Token)).Status);
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.StartAsync(id, Token));
        await harness.Containers.RemoveAsync(id, cancellationToken: Token);
        Assert.Empty(await harness.Containers.ListAsync(null, Token));
    }

    [Fact]
    public async Task Files_OfANewerVersion_GoOnAndKeepWhatThisOneDoesNotUnderstand()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var plain = await harness.RunAsync(Forever, spec => spec with { Name = "plain" });
        var strange = await harness.RunAsync(Forever, spec => spec with { Name = "strange" });
        var paths = harness.Engine.Paths;
        await harness.RestartAsync(Token, () =>
        {
            foreach (var id in (string[])[plain, strange])
            {
                Edit(paths.ContainerState(id), state => state["moods"] = new JsonArray(1, 2));
                Edit(paths.ContainerConfig(id), config =>
                {
                    config["version"] = 2;
                    config["dreams"] = new JsonObject { ["colour"] = "blue" };
                    config["spec"]!["flavour"] = "mint";
                });
            }
            Edit(paths.ContainerConfig(strange), config => config["spec"]!["restartPolicy"] = new JsonObject { ["kind"] = "OnFullMoon" });
        });
        foreach (var id in (string[])[plain, strange]) Assert.Equal(ContainerStatus.Running, (await harness.StateAsync(id, Token)).Status);
        await harness.Containers.RenameAsync(plain, "renamed", Token);
        await harness.Containers.RestartAsync("renamed", TimeSpan.FromSeconds(5), Token);
        var kept = JsonNode.Parse(await File.ReadAllTextAsync(paths.ContainerConfig(plain), Token))!;
        Assert.Equal(("renamed", 2, "blue", "mint"), ((string?)kept["name"], (int?)kept["version"], (string?)kept["dreams"]!["colour"], (string?)kept["spec"]!["flavour"]));

        // It is unknown what it would do, so no running container is stopped for it.
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.RestartAsync("strange", null, Token));
        Assert.Contains("restartPolicy", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ContainerDoubtKind.Newer, (await harness.StateAsync(strange, Token)).Doubt?.Kind);
        Assert.Equal(ContainerStatus.Running, (await harness.StateAsync(strange, Token)).Status);
        await harness.Containers.RenameAsync(strange, "odd", Token);
        Assert.Equal("OnFullMoon", (string?)JsonNode.Parse(await File.ReadAllTextAsync(paths.ContainerConfig(strange), Token))!["spec"]!["restartPolicy"]!["kind"]);
    }

    [Fact]
    public async Task Shim_ThatIsSilent_CostsNothingAndIsTakenUpWhenItAnswers()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Forever);
        var lost = await harness.RunAsync(Forever);
        await harness.UntilLoggedAsync(id, "ready", Token);
        var (before, other) = (await harness.StateAsync(id, Token), await harness.StateAsync(lost, Token));
        var shims = new[] { before.Pid, other.Pid }.Select(ProcessTable.ParentOf).ToList();
        foreach (var shim in shims) await Command.OutputAsync("kill", ["-STOP", $"{shim}"], Token);
        try
        {
            var text = File.ReadAllText(harness.Engine.Paths.ContainerState(lost));
            await harness.RestartAsync(Token, () => File.WriteAllText(harness.Engine.Paths.ContainerState(lost), text[..50]));
            var shown = await harness.StateAsync(id, Token);
            Assert.Equal((ContainerStatus.Running, before.Pid, before.StartedAt), (shown.Status, shown.Pid, shown.StartedAt));
            Assert.Equal(ContainerDoubtKind.Silent, shown.Doubt?.Kind);
            Assert.NotNull(PidFd.StartTimeTicks(other.Pid));
            var refusal = await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.StartAsync(lost, Token));
            Assert.Contains("has not answered", refusal.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.RemoveAsync(lost, cancellationToken: Token));
        }
        finally
        {
            foreach (var shim in shims) await Command.OutputAsync("kill", ["-CONT", $"{shim}"], Token);
        }
        await Poll.UntilAsync(async () => await harness.StateAsync(lost, Token) is { IsRunning: true } state && state.Pid == other.Pid, "it is taken up", cancellationToken: Token);
        foreach (var one in (string[])[id, lost])
        {
            Assert.Null((await harness.StateAsync(one, Token)).Doubt);
            await harness.Containers.StopAsync(one, null, Token);
            Assert.Equal(9, (await harness.StateAsync(one, Token)).ExitCode);
        }
    }

    [Fact]
    public async Task Shim_ThatNeverAnswers_IsEndedByARemovalByForce()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await harness.TracesAsync();
        var id = await harness.RunAsync(Forever);
        await Command.OutputAsync("kill", ["-STOP", $"{ProcessTable.ParentOf((await harness.StateAsync(id, Token)).Pid)}"], Token);
        await harness.RestartAsync(Token);
        await harness.Containers.RemoveAsync(id, force: true, removeVolumes: false, Token);
        Assert.Equal(string.Join("\n", before), string.Join("\n", await harness.TracesAsync()));
    }

    [Fact]
    public async Task State_OutOfABackupThatKnowsOfNoRun_KeepsTheRun()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Command = ["sh", "-c", Forever] }, Token);
        var path = harness.Engine.Paths.ContainerState(created.Id);
        var backup = await File.ReadAllTextAsync(path, Token);
        await harness.Containers.StartAsync(created.Id, Token);
        var pid = (await harness.StateAsync(created.Id, Token)).Pid;
        await harness.RestartAsync(Token, () => File.WriteAllText(path, backup));
        var state = await harness.StateAsync(created.Id, Token);
        Assert.Equal((ContainerStatus.Running, pid), (state.Status, state.Pid));
    }

    [Fact]
    public async Task Exit_WhoseCleanUpFails_IsRecordedAllTheSame()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("read line; exit 3", spec => spec with { OpenStdin = true });
        var mounted = Directory.CreateDirectory(harness.Engine.Paths.RunContainer(id) + "/busy").FullName;
        await Command.OutputAsync("mount", ["-t", "tmpfs", "none", mounted], Token);
        try
        {
            await harness.Containers.KillAsync(id, "KILL", Token);
            var exit = await harness.Containers.WaitAsync(id, cancellationToken: Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
            Assert.Equal(137, exit.ExitCode);
            Assert.Equal((ContainerStatus.Exited, 137), await ExitAsync(harness, id));
        }
        finally
        {
            await Command.OutputAsync("umount", [mounted], Token);
        }
    }

    [Fact]
    public async Task Container_WhoseFolderIsNotThere_IsShownRunsOnAndComesBackWithItsFolder()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Forever, spec => spec with { Name = "web", Ports = [new PortBinding(80)], Mounts = [new(MountKind.Volume, "/data", "treasure")] });
        var before = await harness.StateAsync(id, Token);
        var (paths, aside) = (harness.Engine.Paths, harness.Options.DataRoot + "/aside");
        var (mine, stale) = (paths.RunContainersRoot + "/notes", paths.RunContainersRoot + "/" + new string('a', 32));
        // As when the containers' disk is not mounted: its configuration is missing, and it is running.
        await harness.RestartAsync(Token, () =>
        {
            Directory.Move(paths.Container(id), aside);
            Directory.CreateDirectory(mine);
            Directory.CreateDirectory(stale);
        });
        var shown = Assert.Single(await harness.Containers.ListAsync(null, Token));
        Assert.Equal(("unknown_" + id[..12], ContainerStatus.Running, before.Pid), (shown.Name, shown.State.Status, shown.State.Pid));
        Assert.Equal(ContainerDoubtKind.Unknown, shown.State.Doubt?.Kind);
        Assert.Contains(paths.Container(id), shown.State.Doubt!.Reason, StringComparison.Ordinal);
        Assert.Contains("Mount the disk", shown.State.Doubt.Remedy, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectInUseException>(() => harness.Engine.Volumes.RemoveAsync("treasure", Token));
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.RenameAsync(id, "other", Token));
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.RestartAsync(id, null, Token));
        Assert.False(Directory.Exists(paths.Container(id)));
        Assert.True(Directory.Exists(mine));
        Assert.False(Directory.Exists(stale));
        await harness.RestartAsync(Token, () => Directory.Move(aside, paths.Container(id)));
        var state = await harness.StateAsync(id, Token);
        Assert.Equal((ContainerStatus.Running, before.Pid, (ContainerDoubt?)null), (state.Status, state.Pid, state.Doubt));
        Assert.Equal("web", (await harness.Containers.InspectAsync(id, Token)).Summary.Name);
    }

    [Fact]
    public async Task Container_WhoseFolderIsNotThere_CanBeStoppedAndRemovedAndLosesNoFolderThatComesBack()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await harness.TracesAsync();
        var id = await harness.RunAsync(Forever, spec => spec with { Name = "web" });
        var (paths, aside) = (harness.Engine.Paths, harness.Options.DataRoot + "/aside");
        await harness.RestartAsync(Token, () => Directory.Move(paths.Container(id), aside));
        await harness.Containers.StopAsync(id, null, Token);
        var ended = await harness.StateAsync(id, Token);
        Assert.Equal((ContainerStatus.Dead, 9, ContainerDoubtKind.Unknown), (ended.Status, ended.ExitCode, ended.Doubt?.Kind));
        Directory.Move(aside, paths.Container(id));
        await harness.Containers.RemoveAsync(id, cancellationToken: Token);
        Assert.Equal(string.Join("\n", before.Append(paths.Container(id))), string.Join("\n", await harness.TracesAsync()));
        await harness.RestartAsync(Token);
        var back = await harness.Containers.InspectAsync("web", Token);
        Assert.Equal((id, ContainerStatus.Exited), (back.Summary.Id, back.Summary.State.Status));
        await harness.Containers.StartAsync(id, Token);
    }

    [Fact]
    public async Task Container_OfAnotherVersionWhoseFolderIsNotThere_IsKeptAndTold()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Forever);
        var pid = (await harness.StateAsync(id, Token)).Pid;
        var (paths, aside) = (harness.Engine.Paths, harness.Options.DataRoot + "/aside");
        var spec = await File.ReadAllBytesAsync(paths.RunSpec(id), Token);
        await harness.RestartAsync(Token, () =>
        {
            Directory.Move(paths.Container(id), aside);
            File.WriteAllText(paths.RunSpec(id), "SPEC9 of tomorrow");
        });
        Assert.Empty(await harness.Containers.ListAsync(null, Token));
        Assert.NotNull(PidFd.StartTimeTicks(pid));
        Assert.Contains(paths.RunContainer(id), Assert.Single(harness.Engine.Problems).Sentence, StringComparison.Ordinal);
        await harness.RestartAsync(Token, () =>
        {
            Directory.Move(aside, paths.Container(id));
            File.WriteAllBytes(paths.RunSpec(id), spec);
        });
        Assert.Empty(harness.Engine.Problems);
        Assert.Equal((ContainerStatus.Running, pid), await harness.StateAsync(id, Token) is var state ? (state.Status, state.Pid) : default);
    }

    private static async Task<(ContainerStatus Status, int ExitCode)> ExitAsync(EngineHarness harness, string id) =>
        await harness.StateAsync(id, Token) is var state ? (state.Status, state.ExitCode) : default;

    private static void Edit(string path, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }
}
