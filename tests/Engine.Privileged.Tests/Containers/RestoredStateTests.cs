using System.Text.Json.Nodes;
using Panel.Engine.Contract;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>
/// A backup is restored while the panel is down and the containers run on: a shim that lives beats every record, so each container is neither ended nor
/// started a second time (ADR 0023).
/// </summary>
public sealed class RestoredStateTests
{
    private const string Waits = "trap 'exit 9' TERM; read line; exit 4";

    // What the records on the disk say of a container that runs.
    private static readonly string[] s_backups = ["created", "exited", "of another boot", "of an earlier run", "restarting", "paused"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restored_WhileItRuns_TheContainerRunsOnOnceAndIsStoppedAsBefore()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var (runs, restore) = await RunAsync(harness);
        var ports = await PortsAsync(harness);
        await harness.RestartAsync(Token, restore);
        foreach (var (backup, run) in runs)
        {
            var state = await harness.StateAsync(run.Id, Token);
            Assert.Equal((backup, ContainerStatus.Running, run.Pid, null), (backup, state.Status, state.Pid, state.Doubt));
            AssertOnce(backup, run);
        }
        Assert.Equal(ports, await PortsAsync(harness));
        // The next start meets what this one has written.
        await harness.RestartAsync(Token);
        foreach (var (backup, run) in runs.Where(run => run.Key != "exited"))
        {
            AssertOnce(backup, run);
            await harness.Containers.StopAsync(run.Id, null, Token);
            Assert.Equal((backup, 9), (backup, (await harness.StateAsync(run.Id, Token)).ExitCode));
        }
        // The earlier run's code is not this one's.
        var exited = runs["exited"];
        await ProcessTable.KillAsync(ProcessTable.ParentOf(exited.Pid));
        Assert.Equal(255, (await harness.Containers.WaitAsync(exited.Id, cancellationToken: Token)).ExitCode);
        Assert.False(ProcessTable.IsAlive(exited.Pid));
    }

    [Fact]
    public async Task Restored_WhileItsShimIsSilent_TheContainerIsKeptUntilTheShimAnswers()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await harness.TracesAsync();
        var (runs, restore) = await RunAsync(harness);
        var shims = runs.Values.Select(run => ProcessTable.ParentOf(run.Pid)).ToList();
        foreach (var shim in shims) await Command.OutputAsync("kill", ["-STOP", $"{shim}"], Token);
        try
        {
            await harness.RestartAsync(Token, () =>
            {
                restore();
                // Of half of them nothing but the shim's spec tells that they run.
                foreach (var run in runs.Values.Where((_, index) => index % 2 == 0)) File.WriteAllText(harness.Engine.Paths.RunState(run.Id), "{");
            });
            foreach (var (backup, run) in runs)
            {
                Assert.Equal((backup, ContainerDoubtKind.Silent), (backup, (await harness.StateAsync(run.Id, Token)).Doubt?.Kind));
                await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.RemoveAsync(run.Id, cancellationToken: Token));
                AssertOnce(backup, run);
            }
            // A removal by force ends one that never answers, whatever its record says, and takes back all that it had.
            await harness.Containers.RemoveAsync(runs["created"].Id, force: true, cancellationToken: Token);
            Assert.False(ProcessTable.IsAlive(runs["created"].Pid));
            runs.Remove("created");
        }
        finally
        {
            foreach (var shim in shims.Where(ProcessTable.IsAlive)) await Command.OutputAsync("kill", ["-CONT", $"{shim}"], CancellationToken.None);
        }
        foreach (var (backup, run) in runs)
        {
            await Poll.UntilAsync(
                async () => await harness.StateAsync(run.Id, Token) is { Status: ContainerStatus.Running, Doubt: null } state && state.Pid == run.Pid,
                $"the container whose record is {backup} is taken up",
                cancellationToken: Token);
            AssertOnce(backup, run);
            await harness.Containers.StopAsync(run.Id, null, Token);
            await harness.Containers.RemoveAsync(run.Id, cancellationToken: Token);
        }
        Assert.Equal(string.Join("\n", before), string.Join("\n", await harness.TracesAsync()));
    }

    private sealed record Run(string Id, int Pid, string Marker);

    /// <summary>Runs a container for each kind of backup, and tells what brings the backups back.</summary>
    private static async Task<(Dictionary<string, Run> Runs, Action Restore)> RunAsync(EngineHarness harness)
    {
        var paths = harness.Engine.Paths;
        Dictionary<string, Run> runs = [];
        List<(string Path, string Content)> backups = [];
        foreach (var backup in s_backups)
        {
            var marker = Guid.NewGuid().ToString("N");
            var id = (await harness.Containers.CreateAsync(
                new ContainerSpec
                {
                    Image = "busybox",
                    Command = ["sh", "-c", Waits, marker],
                    OpenStdin = true,
                    Ports = [new PortBinding(80)],
                    RestartPolicy = new RestartPolicy(RestartPolicyKind.UnlessStopped),
                },
                Token)).Id;
            if (backup == "created") backups.Add(Read(paths.ContainerState(id)));
            await harness.Containers.StartAsync(id, Token);
            if (backup is "exited" or "of an earlier run")
            {
                if (backup == "of an earlier run") backups.Add(Read(paths.ContainerState(id)));
                await harness.Containers.StopAsync(id, null, Token);
                if (backup == "exited") backups.AddRange([Read(paths.ContainerState(id)), Read(paths.ContainerExit(id))]);
                await harness.Containers.StartAsync(id, Token);
            }
            var running = Read(paths.ContainerState(id));
            if (backup == "of another boot") backups.Add(Edit(running, state => state["bootId"] = Guid.NewGuid().ToString()));
            if (backup == "restarting") backups.Add(Edit(running, state => (state["status"], state["pid"], state["bootId"]) = ("Restarting", 0, null)));
            if (backup == "paused") backups.Add(Edit(running, state => state["status"] = "Paused"));
            runs[backup] = new Run(id, (await harness.StateAsync(id, Token)).Pid, marker);
        }
        return (runs, () => backups.ForEach(file => File.WriteAllText(file.Path, file.Content)));
    }

    private static (string Path, string Content) Read(string path)
    {
        try
        {
            // What is not on the disk yet.
            return (path, File.ReadAllText(path + ".draft"));
        }
        catch (FileNotFoundException)
        {
            return (path, File.ReadAllText(path));
        }
    }

    private static (string Path, string Content) Edit((string Path, string Content) file, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(file.Content)!;
        change(json);
        return (file.Path, json.ToJsonString());
    }

    private static void AssertOnce(string backup, Run run) => Assert.Equal(
        (backup, $"{run.Pid}"), (backup, string.Join(' ', ProcessTable.Read().Where(process => process.Arguments.Contains(run.Marker)).Select(process => process.Id))));

    private static async Task<string> PortsAsync(EngineHarness harness) =>
        string.Join('\n', (await harness.Containers.ListAsync(null, Token)).OrderBy(row => row.Id, StringComparer.Ordinal).Select(row => string.Join(' ', row.Ports)));
}
