using System.Diagnostics;
using Panel.Engine.Contract;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>Any panel works with any shim of another version: tests/former/build.sh builds the one of a named commit (ADR 0023).</summary>
public sealed class FormerVersionTests
{
    private const string Forever = "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done";
    private static readonly string s_folder = Repository.Root + "/artifacts/former";

    public FormerVersionTests() => Assert.SkipUnless(
        File.Exists(s_folder + "/commit"), "There is no former version: run tests/former/build.sh in a clone with history.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Container_OfAFormerVersion_IsTakenUpServedAndStoppedByThisOne()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        string[] ids = [];
        await harness.RestartAsync(Token, () => ids = Former(harness, "start"));
        Assert.Equal(2, ids.Length);
        foreach (var id in ids)
        {
            var state = await harness.StateAsync(id, Token);
            Assert.Equal((ContainerStatus.Running, (ContainerDoubt?)null), (state.Status, state.Doubt));
            await harness.UntilLoggedAsync(id, "ready", Token);
        }
        Assert.Equal(3, await ExecAsync(harness, ids[0], "exit 3"));
        await harness.Containers.StopAsync(ids[0], null, Token);
        Assert.Equal(9, (await harness.StateAsync(ids[0], Token)).ExitCode);
        await harness.Containers.KillAsync(ids[1], cancellationToken: Token);
        Assert.Equal(137, (await harness.StateAsync(ids[1], Token)).ExitCode);

        await harness.Containers.StartAsync(ids[0], Token);
        Assert.Equal(4, await ExecAsync(harness, ids[0], "exit 4"));
    }

    [Fact]
    public async Task Container_OfThisVersion_IsTakenUpAndStoppedByAFormerOne()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Forever);
        await harness.UntilLoggedAsync(id, "ready", Token);
        var pid = (await harness.StateAsync(id, Token)).Pid;
        string[] told = [];
        await harness.RestartAsync(Token, () => told = Former(harness, "stop", id));
        Assert.Equal([$"Running {pid}", "Exited 9"], told);
        Assert.Equal((ContainerStatus.Exited, 9), await harness.StateAsync(id, Token) is var state ? (state.Status, state.ExitCode) : default);
    }

    // A start is strict on purpose: a setting that the other version does not know, such as a limit, would silently not hold.
    [Fact]
    public async Task Start_WithAShimOfAFormerVersion_IsRefusedInASentence()
    {
        await using var harness = await EngineHarness.StartAsync(Token, shimPath: s_folder + "/shim/panel-shim");
        var refusal = await Assert.ThrowsAnyAsync<EngineException>(() => harness.RunAsync(Forever));
        Assert.Contains("install the panel and its shim together", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<int?> ExecAsync(EngineHarness harness, string id, string script)
    {
        var exec = await harness.Containers.CreateExecAsync(id, new ExecSpec { Arguments = ["sh", "-c", script] }, Token);
        await harness.Containers.StartExecAsync(exec, new ExecStartOptions { Detach = true }, Token);
        int? code = null;
        await Poll.UntilAsync(async () => (code = (await harness.Containers.InspectExecAsync(exec, Token)).ExitCode) is not null, "it ends", cancellationToken: Token);
        return code;
    }

    private static string[] Former(EngineHarness harness, string verb, params string[] more)
    {
        var start = new ProcessStartInfo(s_folder + "/engine/Former", [verb, harness.Options.DataRoot, harness.Options.RunRoot, s_folder + "/shim/panel-shim", .. more])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
