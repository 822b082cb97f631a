using Panel.Web.Control;
using Panel.Web.Features.SignIn;

namespace Panel.Web.Tests.Auth;

/// <summary>Who is locked out by whom.</summary>
public sealed class SignInThrottleTests
{
    private readonly SignInThrottle _throttle = new(TimeProvider.System);

    [Fact]
    public void Guesser_LocksTheOwnAddressOutOnly()
    {
        Fail("10.0.0.1", "ada", SignInThrottle.PerName);
        Assert.False(_throttle.TryBegin("10.0.0.1", " ADA ", null));
        Assert.True(_throttle.TryBegin("10.0.0.2", "ada", null));
        Assert.True(_throttle.TryBegin("10.0.0.1", "grace", null));
        Assert.True(_throttle.TryBegin("10.0.0.1", "ada", DateTime.UtcNow.AddSeconds(1)));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::2", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", true)]
    public void Addresses_OfOneOwner_AreOne(string first, string second, bool same) => Assert.Equal(same, SignInThrottle.Prefix(first) == SignInThrottle.Prefix(second));

    [Fact]
    public void Guesser_OfManyNames_IsLockedOutForAllButWhoIsUnlocked()
    {
        for (var i = 0; i < SignInThrottle.PerAddress; i++) Fail("10.0.0.1", "name" + i, 1);
        Assert.False(_throttle.TryBegin("10.0.0.1", "ada", null));
        Assert.True(_throttle.TryBegin("10.0.0.1", "ada", DateTime.UtcNow.AddSeconds(1)));
    }

    [Fact]
    public void Name_UnderAttackFromManyAddresses_HasOneTryFromEach()
    {
        for (var i = 0; i < SignInThrottle.UnderAttack; i++) Fail($"10.0.1.{i}", "ada", 1);
        Assert.False(_throttle.TryBegin("10.0.1.1", "ada", null));
        Assert.True(_throttle.TryBegin("10.9.9.9", "ada", null));
        Assert.False(_throttle.TryBegin("10.9.9.9", "ada", null));
    }

    [Fact]
    public void Success_ForgetsTheFailures()
    {
        Fail("10.0.0.1", "ada", SignInThrottle.PerName - 1);
        Assert.True(_throttle.TryBegin("10.0.0.1", "ada", null));
        _throttle.Succeed("10.0.0.1", "ada");
        Fail("10.0.0.1", "ada", SignInThrottle.PerName);
    }

    /// <summary>Whoever fills the queue must not get the own failures forgotten by it.</summary>
    [Fact]
    public void Attempt_ThatIsNotLookedAt_LeavesTheFailuresBeforeIt()
    {
        Fail("10.0.0.1", "ada", SignInThrottle.PerName - 1);
        Assert.True(_throttle.TryBegin("10.0.0.1", "ada", null));
        _throttle.Withdraw("10.0.0.1", "ada");
        Fail("10.0.0.1", "ada", 1);
        Assert.False(_throttle.TryBegin("10.0.0.1", "ada", null));
    }

    [Fact]
    public async Task Gate_ManyAtOnce_WorksForNoMoreThanHalfOfTheProcessors()
    {
        using var gate = new HashGate();
        var mostLock = new Lock();
        var (running, most) = (0, 0);
        var answers = await Task.WhenAll(Enumerable.Range(0, HashGate.Altogether).Select(i => gate.RunAsync($"10.0.0.{i}", WorkAsync, CancellationToken.None)));
        Assert.All(answers, answer => Assert.True(answer));
        Assert.InRange(most, 1, Math.Max(1, Environment.ProcessorCount / 2));

        async Task<bool> WorkAsync()
        {
            var now = Interlocked.Increment(ref running);
            lock (mostLock) most = Math.Max(most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return true;
        }
    }

    [Fact]
    public async Task Gate_WithAFullQueueFromEverywhere_RefusesTheNext()
    {
        using var gate = new HashGate();
        var free = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = Enumerable.Range(0, HashGate.Altogether).Select(i => gate.RunAsync($"10.0.0.{i}", () => free.Task, CancellationToken.None)).ToList();
        Assert.Null(await gate.RunAsync("10.0.1.1", () => free.Task, CancellationToken.None));
        free.SetResult(true);
        Assert.All(await Task.WhenAll(waiting), answer => Assert.True(answer));
        Assert.True(await gate.RunAsync("10.0.1.1", () => free.Task, CancellationToken.None));
    }

    [Fact]
    public async Task Gate_WithAFullQueueFromOneAddress_StillLetsAnotherIn()
    {
        using var gate = new HashGate();
        var free = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = Enumerable.Range(0, HashGate.PerAddress).Select(_ => gate.RunAsync("10.0.0.1", () => free.Task, CancellationToken.None)).ToList();
        Assert.Null(await gate.RunAsync("10.0.0.1", () => free.Task, CancellationToken.None));
        var other = gate.RunAsync("10.0.0.2", () => Task.FromResult(true), CancellationToken.None);
        free.SetResult(true);
        Assert.True(await other);
        Assert.All(await Task.WhenAll(waiting), answer => Assert.True(answer));
    }

    [Theory]
    [InlineData("unlock ada --Panel:DataRoot=/x", "--Panel:DataRoot=/x")]
    [InlineData("unlock --Panel:DataRoot=/x", "--Panel:DataRoot=/x")]
    [InlineData("bootstrap --Panel:DataRoot=/x debian", "--Panel:DataRoot=/x")]
    [InlineData("--Panel:DataRoot=/x", null)]
    public void CommandLine_NamesItsCommandFirst(string line, string? settings)
    {
        var words = line.Split(' ');
        Assert.Equal(settings, PanelCommand.IsAsked(words) ? string.Join(' ', PanelCommand.SettingsOf(words)) : null);
    }

    private void Fail(string address, string name, int times)
    {
        for (var i = 0; i < times; i++) Assert.True(_throttle.TryBegin(address, name, null));
    }
}
