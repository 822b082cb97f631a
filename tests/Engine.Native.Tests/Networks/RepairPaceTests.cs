using Panel.Engine.Native.Networks;
using Panel.Tests.Shared;

namespace Panel.Engine.Native.Tests.Networks;

public sealed class RepairPaceTests
{
    private readonly StandingTime _time = new();

    [Fact]
    public void Repairs_InARow_WaitNothingFiveTimesThenEverLongerUpToAMinute()
    {
        var pace = new RepairPace(_time);
        List<double> waits = [];
        for (var repair = 0; repair < 13; repair++)
        {
            waits.Add(pace.Wait.TotalSeconds);
            _time.Advance(pace.Wait);
            pace.Count();
        }
        Assert.Equal([0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60], waits);
        Assert.True(pace.IsSlow);
    }

    [Fact]
    public void Repairs_AfterTwoQuietMinutes_WaitNothingAgain()
    {
        var pace = new RepairPace(_time);
        for (var repair = 0; repair < 8; repair++) pace.Count();
        Assert.NotEqual(TimeSpan.Zero, pace.Wait);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((false, TimeSpan.Zero), (pace.IsSlow, pace.Wait));
        pace.Count();
        Assert.Equal((1, TimeSpan.Zero), (pace.Attempts, pace.Wait));
    }
}
