using Panel.Engine.Contract;
using Panel.Engine.Native.Health;
using Panel.Engine.Native.Specs;

namespace Panel.Engine.Native.Tests.Health;

public sealed class HealthRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly HealthState First = new(HealthStatus.Starting, 0, []);

    [Fact]
    public void Of_WithNothingSaid_HasDockersDefaults()
    {
        var rule = HealthRule.Of(new HealthCheck { Test = ["CMD-SHELL", "true && false"] })!;
        Assert.Equal(["/bin/sh", "-c", "true && false"], rule.Arguments);
        Assert.Equal((30, 30, 0, 5, 3), (rule.Interval.TotalSeconds, rule.Timeout.TotalSeconds, rule.StartPeriod.TotalSeconds, rule.StartInterval.TotalSeconds, rule.Retries));
        Assert.Equal(["curl", "-f"], HealthRule.Of(new HealthCheck { Test = ["CMD", "curl", "-f"] })!.Arguments);
    }

    [Theory]
    [InlineData("NONE")]
    [InlineData("CMD")]
    [InlineData("CMD-SHELL")]
    [InlineData("WHAT", "x")]
    [InlineData]
    public void Of_WithoutACommand_ChecksNothing(params string[] test) => Assert.Null(HealthRule.Of(new HealthCheck { Test = test }));

    [Fact]
    public void Merge_TakesFieldByFieldWhatTheCallerLeavesOpen()
    {
        var image = new HealthCheck { Test = ["CMD", "a"], Interval = TimeSpan.FromSeconds(7), Retries = 9, StartPeriod = TimeSpan.FromSeconds(2) };
        var merged = HealthRule.Merge(new HealthCheck { Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(4) }, image)!;
        Assert.Equal((1, 4, 2, 9), (merged.Interval.TotalSeconds, merged.Timeout.TotalSeconds, merged.StartPeriod.TotalSeconds, merged.Retries));
        Assert.Equal(["CMD", "a"], merged.Test);
        Assert.Same(image, HealthRule.Merge(null, image));
        Assert.Null(HealthRule.Merge(null, null));
    }

    [Fact]
    public void Next_FailuresInARow_MakeItUnhealthyAndOneSuccessHealthy()
    {
        var rule = Rule(retries: 2);
        var once = rule.Next(First, Result(1), TimeSpan.FromSeconds(10));
        Assert.Equal((HealthStatus.Starting, 1), (once.Status, once.FailingStreak));
        var twice = rule.Next(once, Result(1), TimeSpan.FromSeconds(20));
        Assert.Equal((HealthStatus.Unhealthy, 2), (twice.Status, twice.FailingStreak));
        var well = rule.Next(twice, Result(0), TimeSpan.FromSeconds(30));
        Assert.Equal((HealthStatus.Healthy, 0), (well.Status, well.FailingStreak));
        Assert.Equal(HealthStatus.Healthy, rule.Next(well, Result(1), TimeSpan.FromSeconds(40)).Status);
    }

    [Fact]
    public void Next_InTheStartPeriod_CountsNoFailureUntilItWasHealthy()
    {
        var rule = Rule(retries: 1, startPeriod: 60);
        var failed = rule.Next(First, Result(1), TimeSpan.FromSeconds(59));
        Assert.Equal((HealthStatus.Starting, 0, 1), (failed.Status, failed.FailingStreak, failed.Log.Count));
        Assert.Equal(HealthStatus.Unhealthy, rule.Next(failed, Result(1), TimeSpan.FromSeconds(60)).Status);
        var well = rule.Next(failed, Result(0), TimeSpan.FromSeconds(10));
        Assert.Equal(HealthStatus.Unhealthy, rule.Next(well, Result(1), TimeSpan.FromSeconds(11)).Status);
    }

    [Fact]
    public void Wait_InTheStartPeriod_IsTheStartInterval()
    {
        var rule = Rule(retries: 1, startPeriod: 60);
        Assert.Equal(5, rule.Wait(First, TimeSpan.FromSeconds(1)).TotalSeconds);
        Assert.Equal(30, rule.Wait(First, TimeSpan.FromSeconds(60)).TotalSeconds);
        Assert.Equal(30, rule.Wait(First with { Status = HealthStatus.Healthy }, TimeSpan.FromSeconds(1)).TotalSeconds);
    }

    [Fact]
    public void Next_KeepsTheLastFiveResults()
    {
        var health = Enumerable.Range(0, 9).Aggregate(First, (before, code) => Rule(retries: 99).Next(before, Result(code), TimeSpan.Zero));
        Assert.Equal([4, 5, 6, 7, 8], health.Log.Select(result => result.ExitCode));
    }

    [Fact]
    public void ProbeOutput_KeepsTheFirst4096Bytes()
    {
        var output = new ProbeOutput();
        output.Add("ab"u8);
        Assert.Equal("ab", output.ToString());
        output.Add(new byte[5000]);
        output.Add("more"u8);
        Assert.Equal("ab" + new string('\0', 4094) + "...", output.ToString());
    }

    private static HealthRule Rule(int retries, int startPeriod = 0) =>
        HealthRule.Of(new HealthCheck { Test = ["CMD", "x"], Retries = retries, StartPeriod = TimeSpan.FromSeconds(startPeriod) })!;

    private static HealthResult Result(int code) => new(Now, Now, code, "");
}
