using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class RestartBackoffTests
{
    [Fact]
    public void Delay_InACrashLoop_DoublesToAMinute()
    {
        var backoff = new RestartBackoff();
        Assert.Equal([100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 51200, 60000, 60000],
            Enumerable.Range(0, 12).Select(_ => (int)backoff.Next(TimeSpan.FromSeconds(1)).TotalMilliseconds));
    }

    [Fact]
    public void Delay_AfterARunOfTenSeconds_BeginsAnew()
    {
        var backoff = new RestartBackoff();
        backoff.Next(TimeSpan.Zero);
        backoff.Next(TimeSpan.Zero);
        Assert.Equal(RestartBackoff.First, backoff.Next(TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData(RestartPolicyKind.No, 1, 0, false, false)]
    [InlineData(RestartPolicyKind.Always, 0, 99, false, true)]
    [InlineData(RestartPolicyKind.Always, 0, 0, true, false)]
    [InlineData(RestartPolicyKind.UnlessStopped, 0, 0, false, true)]
    [InlineData(RestartPolicyKind.UnlessStopped, 0, 0, true, false)]
    [InlineData(RestartPolicyKind.OnFailure, 0, 0, false, false)]
    [InlineData(RestartPolicyKind.OnFailure, 1, 2, false, true)]
    [InlineData(RestartPolicyKind.OnFailure, 1, 3, false, false)]
    public void Policy_AfterAnExit_Decides(RestartPolicyKind kind, int exitCode, int restarts, bool stopped, bool expected) =>
        Assert.Equal(expected, RestartBackoff.ShouldRestart(new RestartPolicy(kind, kind == RestartPolicyKind.OnFailure ? 3 : 0), exitCode, restarts, stopped));

    [Theory]
    [InlineData(RestartPolicyKind.Always, true, true, true)]
    [InlineData(RestartPolicyKind.Always, false, false, false)]
    [InlineData(RestartPolicyKind.UnlessStopped, true, true, false)]
    [InlineData(RestartPolicyKind.UnlessStopped, true, false, true)]
    public void Policy_AtTheEnginesStart_RemembersWhatAPersonStopped(RestartPolicyKind kind, bool ran, bool stopped, bool expected)
    {
        var state = new ContainerState { Status = ContainerStatus.Exited, StartedAt = ran ? DateTimeOffset.UnixEpoch : null };
        Assert.Equal(expected, RestartBackoff.ShouldStartWithEngine(new RestartPolicy(kind), state, stopped));
    }
}
