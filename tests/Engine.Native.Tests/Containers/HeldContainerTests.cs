using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Shims;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class HeldContainerTests
{
    private static readonly StartedRun s_run = new("boot", 4, 3, 5);

    private readonly NotedJournal _journal = new();

    [Fact]
    public async Task Life_FromStartToExited_GoesThroughThePhasesOfTheTable()
    {
        var container = TestContainer.Created(_journal);
        using var held = await HoldAsync(container);
        var before = held.State;
        List<LifePhase> phases = [container.Phase];
        held.BeginStart(before, lease: null, "boot");
        phases.Add(container.Phase);
        held.Started(before, s_run, lease: null, health: null, DateTimeOffset.UnixEpoch, durable: true);
        phases.Add(container.Phase);
        held.AskToEnd(stays: true);
        phases.Add(container.Phase);
        var exit = container.NextExit;
        held.Ended(held.State.WithoutRun() with { Status = ContainerStatus.Exited, ExitCode = 7 });
        phases.Add(container.Phase);
        Assert.False(exit.IsCompleted);
        held.Settled();
        phases.Add(container.Phase);
        Assert.Equal([LifePhase.Created, LifePhase.Starting, LifePhase.Running, LifePhase.Stopping, LifePhase.Ending, LifePhase.Exited], phases);
        Assert.Equal(7, (await exit).ExitCode);
        Assert.Empty(_journal.Doubts);
        Assert.True(container.State.ManuallyStopped);
        // The start is a decision that the policy follows, and the stop is a person's; the end is neither.
        Assert.Equal(["saved", "durable", "durable", "written"], _journal.Notes);
    }

    [Fact]
    public async Task Pause_OfAContainerThatIsAskedToEnd_LeadsBackToStopping()
    {
        var container = TestContainer.Running(_journal);
        using var held = await HoldAsync(container);
        held.AskToEnd(stays: true);
        held.Paused(health: null);
        Assert.Equal(LifePhase.Paused, container.Phase);
        held.Resumed();
        Assert.Equal(LifePhase.Stopping, container.Phase);
        Assert.Empty(_journal.Doubts);
    }

    [Fact]
    public async Task Removal_ThatFails_LeavesTheContainerDead()
    {
        var container = TestContainer.Created(_journal);
        using var held = await HoldAsync(container);
        held.BeginRemoval();
        Assert.Equal(LifePhase.Removing, container.Phase);
        held.Vanish();
        held.NotRemoved("no");
        Assert.Equal(LifePhase.Dead, container.Phase);
        Assert.Empty(_journal.Doubts);
    }

    [Fact]
    public async Task Removal_ThatIsGivenUp_LeavesTheContainerAsItIs()
    {
        var container = TestContainer.Running(_journal);
        using var held = await HoldAsync(container);
        held.BeginRemoval();
        held.GiveUpRemoval();
        Assert.Equal(LifePhase.Running, container.Phase);
        Assert.Empty(_journal.Doubts);
    }

    [Fact]
    public async Task Step_ThatTheTableDoesNotKnow_IsRecordedAndDoubted()
    {
        var container = TestContainer.Created(_journal);
        using var held = await HoldAsync(container);
        held.Paused(health: null);
        Assert.Equal(ContainerStatus.Paused, container.State.Status);
        Assert.Equal(LifePhase.Created, Assert.Single(_journal.Doubts));
    }

    [Fact]
    public async Task Hold_WhileSomebodyHolds_Waits()
    {
        var container = TestContainer.Created(_journal);
        var first = await HoldAsync(container);
        var second = HoldAsync(container);
        Assert.False(second.IsCompleted);
        first.Dispose();
        using var held = await second;
        Assert.Same(container, held.Container);
    }

    [Fact]
    public async Task Held_AfterItIsLetGo_ChangesNothingAndLetsGoOnce()
    {
        var container = TestContainer.Created(_journal);
        var held = await HoldAsync(container);
        held.Dispose();
        held.Dispose();
        Assert.Throws<ObjectDisposedException>(held.BeginRemoval);
        Assert.Throws<ObjectDisposedException>(() => held.Configure(container.Config with { Name = "other" }));
        Assert.Throws<ObjectDisposedException>(() => held.AskToEnd(stays: true));
        Assert.Empty(_journal.Notes);
        using var one = await HoldAsync(container);
        Assert.False(HoldAsync(container).IsCompleted);
    }

    [Fact]
    public async Task Configure_OnADiskThatRefuses_ChangesNothing()
    {
        var container = TestContainer.Created(_journal);
        _journal.Fault = new IOException("full");
        using var held = await HoldAsync(container);
        Assert.Throws<IOException>(() => held.Configure(container.Config with { Name = "other" }));
        Assert.Equal("web", container.Name);
    }

    private static Task<HeldContainer> HoldAsync(Container container) => container.HoldAsync(TestContext.Current.CancellationToken);
}
