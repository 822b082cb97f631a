using Panel.Engine.Contract;
using Panel.Web.Features.Containers;

namespace Panel.Web.Tests.Containers;

public sealed class ProcessRowsTests
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Cpu_IsOfTheTimeBetweenTwoReadings()
    {
        var rows = new ProcessRows();
        Assert.Null(Assert.Single(rows.Next([Process(1, 10)], s_start)).CpuPercent);
        Assert.Equal(50, Assert.Single(rows.Next([Process(1, 11)], s_start.AddSeconds(2))).CpuPercent);
    }

    [Fact]
    public void Cpu_OfAPidThatIsAnotherProcessNow_IsNotKnown()
    {
        var rows = new ProcessRows();
        rows.Next([Process(1, 10)], s_start);
        Assert.Null(Assert.Single(rows.Next([Process(1, 1) with { StartedAt = s_start.AddSeconds(1) }], s_start.AddSeconds(2))).CpuPercent);
    }

    private static ContainerProcess Process(int pid, double seconds) =>
        new() { Pid = pid, ParentPid = 0, UserId = 0, State = 'R', Command = "x", CpuTime = TimeSpan.FromSeconds(seconds), StartedAt = s_start };
}
