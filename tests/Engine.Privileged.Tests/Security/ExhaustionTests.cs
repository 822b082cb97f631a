using System.Globalization;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Containers that take all they can get.</summary>
[Collection(AloneCollection.Name)]
public sealed class ExhaustionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R12_ForkBomb_WithoutAnyLimit_LeavesTheHostItsProcesses()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("bomb() { bomb & bomb & sleep 1000; }; while :; do bomb; done 2> /dev/null");
        var group = CgroupHost.Detect().Group(harness.Engine.Paths.Cgroup(id, "")).Directory("pids")!;
        Assert.Equal("2048", (await File.ReadAllTextAsync(group + "/pids.max", Token)).Trim());
        await Poll.UntilAsync(async () => Refused(await File.ReadAllTextAsync(group + "/pids.events", Token)) > 0, "the kernel refuses a fork", TimeSpan.FromMinutes(2), Token);
        Assert.InRange(int.Parse(await File.ReadAllTextAsync(group + "/pids.current", Token), CultureInfo.InvariantCulture), 1, 2048);
        Assert.Equal("forked\n", await Command.OutputAsync("echo", ["forked"], Token));

        Assert.True(await harness.Containers.StopAsync(id, TimeSpan.Zero, Token));
        Assert.Equal(137, (await harness.StateAsync(id, Token)).ExitCode);
        Assert.False(Directory.Exists(group));
    }

    [Fact]
    public async Task R13_OutOfMemory_OfAChildInManyContainers_IsToldOnceByEach()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var limits = new ResourceLimits { MemoryBytes = 16 << 20, MemorySwapBytes = 16 << 20 };
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await harness.Containers.CreateAsync(
            new ContainerSpec { Image = "busybox", Command = ["sh", "-c", "tail /dev/zero & wait $!; exit 3"], NetworkMode = "none", Resources = limits }, Token)).Id));
        var rounds = Rounds.Of(3, 10);
        for (var round = 1; round <= rounds; round++)
        {
            await Task.WhenAll(ids.Select(id => harness.Containers.StartAsync(id, Token)));
            var exits = await Task.WhenAll(ids.Select(id => harness.Containers.WaitAsync(id, cancellationToken: Token)));
            // Its first process lived on: only the child was killed.
            Assert.All(exits, exit => Assert.Equal((3, true), (exit.ExitCode, exit.OomKilled)));
            foreach (var id in ids)
                Assert.Equal(round, harness.Engine.Events.Recent(10_000).Count(told => told.Id == id && told.Action == "oom"));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R14_Orphans_InThousands_AreAllReaped(bool init)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        // Each orphan's parent ends before it, so it belongs to process 1: the reaper, or a sleep that never waits for anyone.
        var orphans = Rounds.Of(1_000, 10_000);
        var script = $"(i=0; while [ $i -lt {orphans} ]; do (: &); i=$((i+1)); done; echo made) & exec sleep 1000";
        var id = await harness.RunAsync(script, spec => spec with { Init = init, NetworkMode = "none", Resources = new ResourceLimits { Pids = -1 } });
        await Poll.UntilAsync(async () => await harness.LogAsync(id, Token) == "made", "all orphans are made", TimeSpan.FromMinutes(10), Token);
        var pid = (await harness.StateAsync(id, Token)).Pid;
        var space = Namespace(pid);
        if (init) await Poll.UntilAsync(() => Task.FromResult(Zombies(pid) == 0), "the reaper has reaped them all", cancellationToken: Token);
        else Assert.InRange(Zombies(pid), orphans, orphans + 1);

        await harness.Containers.StopAsync(id, TimeSpan.Zero, Token);
        Assert.DoesNotContain(ProcessIds(), process => Namespace(process) == space);
        await Poll.UntilAsync(() => Task.FromResult(Zombies(Environment.ProcessId) == 0), "the engine has reaped the shim", cancellationToken: Token);
    }

    private static long Refused(string events) => long.Parse(events.Split('\n')[0].Split(' ')[1], CultureInfo.InvariantCulture);

    private static string? Namespace(int process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/pid").LinkTarget;
        }
        catch (IOException)
        {
            return null; // It ended.
        }
    }

    private static int Zombies(int parent) => ProcessIds().Select(Stat).Count(stat => stat is ["Z", var its, ..] && its == parent.ToString(CultureInfo.InvariantCulture));

    private static IEnumerable<int> ProcessIds() => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Select(name => int.Parse(name!, CultureInfo.InvariantCulture));

    // State and parent.
    private static string[] Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ')[..2];
        }
        catch (IOException)
        {
            return []; // It ended.
        }
    }
}
