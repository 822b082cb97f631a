using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>The shim that waits for the next container.</summary>
public sealed class SpareShimTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Spare_BecomesTheShimOfTheNextContainer_AndNamesIt()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var spare = await harness.SpareShimAsync(Token);

        var id = await harness.RunAsync("sleep 600");

        var shim = Assert.Single(ProcessTable.Read(), process => process.Id == spare);
        Assert.Equal(["panel-shim", "run", harness.Engine.Paths.RunSpec(id)], shim.Arguments);
        Assert.NotEqual(spare, await harness.SpareShimAsync(Token));
    }

    [Fact]
    public async Task Start_AfterTheSpareWasKilled_Works()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await ProcessTable.KillAsync(await harness.SpareShimAsync(Token));

        var id = await harness.RunAsync("echo alive");

        await harness.UntilLoggedAsync(id, "alive", Token);
    }

    [Fact]
    public async Task Engine_ThatLetsGo_LeavesNoSpare()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var spare = await harness.SpareShimAsync(Token);

        await harness.RestartAsync(Token, () => Poll.UntilAsync(() => Task.FromResult(!ProcessTable.IsAlive(spare)), "the spare has ended", cancellationToken: Token).GetAwaiter().GetResult());

        Assert.NotEqual(spare, await harness.SpareShimAsync(Token));
    }
}
