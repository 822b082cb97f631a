using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Engine.Protocol;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Starts that fail wherever they can, again and again.</summary>
[Collection(AloneCollection.Name)]
public sealed class LeakTests
{
    private const string FailAt = "PANEL_SHIM_FAIL_AT";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R15_Cycles_WithAFailureAtEachStep_LeaveTheMachineAsItWas()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/nft"), "needs Debian's package nftables");
        Dictionary<string, string> environment = [];
        await using var harness = await EngineHarness.StartAsync(Token, environment);
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i => (await harness.Containers.CreateAsync(new ContainerSpec
        {
            Image = "busybox",
            Command = ["sleep", "1000"],
            Tty = true,
            UserNamespace = i % 2 == 0 ? UserNamespaceMode.Private : UserNamespaceMode.Host,
            Ports = [new PortBinding(80)],
            Mounts = [new MountSpec(MountKind.Volume, "/volume"), new MountSpec(MountKind.Tmpfs, "/tmpfs")],
        }, Token)).Id));
        // What the first start makes for good is no leak.
        await CycleAsync(harness, ids);
        await harness.SpareShimAsync(Token);
        var before = await LeakSnapshot.TakeAsync(harness.Engine.Paths, Token);

        // 28 steps by four containers, each with a failure and a cycle that succeeds: 224 cycles a round.
        for (var round = 0; round < Rounds.Of(1, 5); round++)
        {
            foreach (var step in ShimSteps.All)
            {
                environment[FailAt] = step;
                var failures = await Task.WhenAll(ids.Select(id => Record.ExceptionAsync(() => harness.Containers.StartAsync(id, Token)).AsTask()));
                Assert.All(failures, failure => Assert.IsType<EngineException>(failure, exactMatch: false));
                environment.Remove(FailAt);
                await CycleAsync(harness, ids);
            }
        }

        // What the garbage collector still has to close, and shims that say goodbye.
        IReadOnlyList<string> leaked = [];
        try
        {
            await Poll.UntilAsync(async () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                leaked = before.Leaked(await LeakSnapshot.TakeAsync(harness.Engine.Paths, Token));
                return leaked.Count == 0;
            }, "nothing is left", cancellationToken: Token);
        }
        catch (TimeoutException)
        {
            Assert.Fail(string.Join('\n', leaked));
        }
    }

    private static Task CycleAsync(EngineHarness harness, string[] ids) => Task.WhenAll(ids.Select(async id =>
    {
        await harness.Containers.StartAsync(id, Token);
        await harness.Containers.StopAsync(id, TimeSpan.Zero, Token);
    }));
}
