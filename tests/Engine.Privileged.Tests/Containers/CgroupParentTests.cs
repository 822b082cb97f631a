using System.Diagnostics;
using Panel.Engine.Contract;
using Panel.Engine.Native;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>Containers whose cgroup has a named one above it, below the engine's own.</summary>
public sealed class CgroupParentTests
{
    private const string Forever = "exec sleep 1000";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Containers_OfOneParent_AreRunHeldChangedAndEndedThere()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await harness.TracesAsync();
        var (one, two) = (await harness.RunAsync(Forever, In("/shop//web")), await harness.RunAsync("trap 'exit 9' TERM; while :; do sleep 0.02; done", In("shop/web/../web")));
        var beside = await harness.RunAsync(Forever, In("shop"));
        AssertIn(harness.Engine, "shop/web", await PidAsync(harness, one), await PidAsync(harness, two));
        AssertIn(harness.Engine, "shop", await PidAsync(harness, beside));
        Assert.Equal("/shop//web", (await harness.Containers.InspectAsync(one, Token)).Spec.CgroupParent);
        Assert.Single(await harness.Containers.ListProcessesAsync(one, cancellationToken: Token));
        Assert.True((await harness.Containers.GetStatsAsync(one, Token)).MemoryBytes > 0);
        await harness.Containers.UpdateAsync(one, new ContainerUpdate { Resources = new ResourceLimits { Pids = 7 } }, Token);
        Assert.Contains(Cgroups.Find(harness.Engine.Paths.InstanceName), path => path.EndsWith(one, StringComparison.Ordinal) && File.Exists(path + "/pids.max") && File.ReadAllText(path + "/pids.max") == "7\n");
        Assert.Equal(one, harness.Containers.OriginOf(await PidAsync(harness, one)).Container?.Id);

        // Held by a panel that goes, known to the next one as held.
        await harness.Containers.PauseAsync(one, Token);
        await harness.RestartAsync(Token);
        Assert.Equal(ContainerStatus.Paused, (await harness.StateAsync(one, Token)).Status);
        await harness.Containers.UnpauseAsync(one, Token);
        await harness.Containers.StopAsync(two, null, Token);
        Assert.Equal(9, (await harness.StateAsync(two, Token)).ExitCode);
        await harness.Containers.StartAsync(two, Token);
        AssertIn(harness.Engine, "shop/web", await PidAsync(harness, two));

        foreach (var id in (string[])[one, two]) await harness.Containers.RemoveAsync(id, force: true, cancellationToken: Token);
        Assert.Empty(Cgroups.Find(harness.Engine.Paths.InstanceName + "/shop/web"));
        Assert.NotEmpty(Cgroups.Find(harness.Engine.Paths.InstanceName + "/shop"));
        await harness.Containers.RemoveAsync(beside, force: true, cancellationToken: Token);
        Assert.Equal(string.Join("\n", before), string.Join("\n", await harness.TracesAsync()));
    }

    [Fact]
    public async Task Parent_ThatSomebodyMade_StaysWithItsLimits()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await harness.RunAsync(Forever);
        var own = Cgroups.Find(harness.Engine.Paths.InstanceName).First(path => path.EndsWith(harness.Engine.Paths.InstanceName, StringComparison.Ordinal));
        var made = Directory.CreateDirectory(own + "/theirs").FullName;
        var id = await harness.RunAsync(Forever, In("theirs/below"));
        AssertIn(harness.Engine, "theirs/below", await PidAsync(harness, id));
        await harness.RestartAsync(Token);
        await harness.Containers.RemoveAsync(id, force: true, cancellationToken: Token);
        Assert.True(Directory.Exists(made));
        Assert.Empty(Cgroups.Find(harness.Engine.Paths.InstanceName + "/theirs/below"));
        foreach (var container in await harness.Containers.ListAsync(null, Token)) await harness.Containers.RemoveAsync(container.Id, force: true, cancellationToken: Token);
        await harness.RestartAsync(Token);
        Assert.True(Directory.Exists(made));
    }

    [Fact]
    public async Task Engine_ThatStopsWhileNothingRuns_LeavesNoParentAndMakesItAgain()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("sleep 0.1", In("shop/web"));
        await harness.Containers.WaitAsync(id, cancellationToken: Token);
        IReadOnlyList<string>? left = null;
        await harness.RestartAsync(Token, () => left = Cgroups.Find(harness.Engine.Paths.InstanceName));
        Assert.Empty(left!);
        await harness.Containers.StartAsync(id, Token);
        await harness.Containers.RemoveAsync(id, force: true, cancellationToken: Token);
        Assert.Empty(Cgroups.Find(harness.Engine.Paths.InstanceName + "/shop"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Container_WhoseShimIsKilled_LeavesNeitherProcessesNorGroups(bool whileTheEngineRuns)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await harness.TracesAsync();
        // A second process that ignores what the end of the first one tells it.
        var id = await harness.RunAsync("setsid sh -c 'trap \"\" HUP TERM; exec sleep 1000' & exec sleep 1000", spec => In("a/b")(spec with { Security = new() { PidMode = "host" } }));
        var pid = await PidAsync(harness, id);
        await Poll.UntilAsync(async () => (await harness.Containers.ListProcessesAsync(id, cancellationToken: Token)).Count == 2, "both run", cancellationToken: Token);
        if (whileTheEngineRuns) KillShim(pid);
        else await harness.RestartAsync(Token, () => KillShim(pid));
        await Poll.UntilAsync(async () => (await harness.StateAsync(id, Token)).Status == ContainerStatus.Exited, "its end is known", cancellationToken: Token);
        await harness.Containers.RemoveAsync(id, cancellationToken: Token);
        Assert.Equal(string.Join("\n", before), string.Join("\n", await harness.TracesAsync()));
    }

    [Fact]
    public async Task Container_WhoseConfigurationIsLost_IsFoundInItsGroup()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await harness.TracesAsync();
        var id = await harness.RunAsync(Forever, In("a/b"));
        var paths = harness.Engine.Paths;
        await harness.RestartAsync(Token, () =>
        {
            File.WriteAllText(paths.ContainerConfig(id), "{");
            File.Delete(paths.ContainerConfigCopy(id));
        });
        Assert.Single(await harness.Containers.ListProcessesAsync(id, cancellationToken: Token));
        await harness.Containers.RemoveAsync(id, force: true, cancellationToken: Token);
        Assert.Equal(string.Join("\n", before), string.Join("\n", await harness.TracesAsync()));
    }

    private static Func<ContainerSpec, ContainerSpec> In(string parent) => spec => spec with { CgroupParent = parent };

    private static async Task<int> PidAsync(EngineHarness harness, string id) => (await harness.StateAsync(id, Token)).Pid;

    private static void KillShim(int pid)
    {
        using var shim = Process.GetProcessById(ProcessTable.ParentOf(pid));
        shim.Kill();
    }

    private static void AssertIn(NativeEngine engine, string parent, params IEnumerable<int> pids)
    {
        foreach (var pid in pids) Assert.Contains($"/{engine.Paths.InstanceName}/{parent}/", File.ReadAllText($"/proc/{pid}/cgroup"), StringComparison.Ordinal);
    }
}
