using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Panel.Engine.Contract;
using Panel.Tests.Shared;
using Panel.Web.Configuration;
using Panel.Web.Schedules;

namespace Panel.Web.Tests.Schedules;

/// <summary>When scheduled work runs, on a clock that the test moves.</summary>
public sealed class SchedulerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly string _root = Directory.CreateTempSubdirectory("panel-schedules-").FullName;
    private int _runs;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("30 3 * * *", "UTC", "2026-03-28T12:00:00Z", "2026-03-29T03:30:00Z")]
    [InlineData("30 3 * * *", "Europe/Berlin", "2026-01-28T12:00:00Z", "2026-01-29T02:30:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")] // 2:30 does not exist on the day that loses an hour
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")] // nor does it come twice on the day that gains one
    [InlineData("@daily", "UTC", "2026-03-28T12:00:00Z", "2026-03-29T00:00:00Z")]
    public void Cron_NextTime_IsThatOfItsTimeZone(string expression, string zone, string after, string next) =>
        Assert.Equal(Time(next), ScheduleTimes.Cron(expression, zone).Next(Time(after)));

    [Theory]
    [InlineData("every day", "UTC", "cannot be read as a cron expression")]
    [InlineData("* * * *", "UTC", "cannot be read as a cron expression")]
    [InlineData("0 0 30 2 *", "UTC", "never comes")]
    [InlineData("0 0 * * *", "Europe/Nowhere", "does not know the time zone 'Europe/Nowhere'")]
    public void Cron_ThatIsWrong_IsRefusedInASentence(string expression, string zone, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidInputException>(() => ScheduleTimes.Cron(expression, zone)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Work_AtItsTime_RunsOnce()
    {
        using var scheduler = await StartAsync(Hourly(CountAsync));
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, _runs);

        await AdvanceUntilAsync(TimeSpan.FromSeconds(30), 1);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 14, 0, 0, TimeSpan.Zero), await NextAsync(scheduler));
        await AdvanceUntilAsync(TimeSpan.FromMinutes(10), 2);
        await scheduler.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Work_MissedManyTimesWhileThePanelWasDown_RunsOnce()
    {
        using (var before = await StartAsync(Hourly(CountAsync))) await before.StopAsync(Cancellation);
        _time.Advance(TimeSpan.FromHours(30.5));

        using var after = await StartAsync(Hourly(CountAsync));
        await Poll.UntilAsync(() => Task.FromResult(_runs == 1), "it runs", cancellationToken: Cancellation);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 19, 0, 0, TimeSpan.Zero), await NextAsync(after));
        await after.StopAsync(Cancellation);

        // What was made up for is not due again.
        using var again = await StartAsync(Hourly(CountAsync));
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 19, 0, 0, TimeSpan.Zero), await NextAsync(again));
        await again.StopAsync(Cancellation);
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Work_ThatTakesLongerThanItsInterval_RunsOneAtATime()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (now, most) = (0, 0);
        using var scheduler = await StartAsync(Hourly(async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            Interlocked.Increment(ref _runs);
            await go.Task;
            Interlocked.Decrement(ref now);
        }));
        await AdvanceUntilAsync(TimeSpan.FromMinutes(10), 1);
        for (var i = 0; i < 30; i++) _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(scheduler.NextOf("test"));

        go.SetResult();

        // The times that passed meanwhile are not made up for.
        Assert.True(await NextAsync(scheduler) > _time.GetUtcNow());
        await AdvanceUntilAsync(TimeSpan.FromMinutes(10), 2);
        await scheduler.StopAsync(Cancellation);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Work_ThatFails_RunsAgainAtItsNextTime()
    {
        using var scheduler = await StartAsync(Hourly(_ =>
        {
            Interlocked.Increment(ref _runs);
            throw new InvalidOperationException("broken");
        }));
        await AdvanceUntilAsync(TimeSpan.FromMinutes(10), 2);
        await scheduler.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Work_Replaced_RunsAtTheNewTimesAndRemovedNeverAgain()
    {
        using var scheduler = await StartAsync(Hourly(CountAsync));
        scheduler.Set(new Schedule("test", ScheduleTimes.Cron("15 * * * *", "UTC"), CountAsync));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 15, 0, TimeSpan.Zero), await NextAsync(scheduler));

        scheduler.Remove("test");

        Assert.Null(scheduler.NextOf("test"));
        for (var i = 0; i < 12; i++) _time.Advance(TimeSpan.FromMinutes(10));
        await scheduler.StopAsync(Cancellation);
        Assert.Equal(0, _runs);
    }

    [Fact]
    public async Task Work_AtOnce_RunsAtTheStartAndThenAfterEachPause()
    {
        using var scheduler = await StartAsync(new Schedule("test", ScheduleTimes.Every(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)), CountAsync) { AtOnce = true });
        await Poll.UntilAsync(() => Task.FromResult(_runs == 1), "it runs", cancellationToken: Cancellation);
        Assert.InRange((await NextAsync(scheduler))!.Value - _time.GetUtcNow(), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));
        await AdvanceUntilAsync(TimeSpan.FromMinutes(1), 2);
        await scheduler.StopAsync(Cancellation);
        Assert.False(File.Exists(Path.Combine(_root, "schedules.json")));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"test\":\"2999-01-01T00:00:00+00:00\"}")]
    public async Task File_ThatIsDamagedOrFromTheFuture_CountsFromNow(string content)
    {
        await File.WriteAllTextAsync(Path.Combine(_root, "schedules.json"), content, Cancellation);
        using var scheduler = await StartAsync(Hourly(CountAsync));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.Zero), await NextAsync(scheduler));
        await scheduler.StopAsync(Cancellation);
    }

    private static Schedule Hourly(Func<CancellationToken, Task> work) => new("test", ScheduleTimes.Cron("0 * * * *", "UTC"), work);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private Task CountAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        return Task.CompletedTask;
    }

    private async Task<Scheduler> StartAsync(Schedule schedule)
    {
        var file = new ScheduleFile(new PanelOptions { DataRoot = _root }, NullLogger<ScheduleFile>.Instance);
        var scheduler = new Scheduler([schedule], file, _time, NullLogger<Scheduler>.Instance);
        await scheduler.StartAsync(Cancellation);
        return scheduler;
    }

    // The scheduler waits on another thread: it may not have seen the last time yet.
    private Task AdvanceUntilAsync(TimeSpan step, int runs) => Poll.UntilAsync(() =>
    {
        if (_runs < runs) _time.Advance(step);
        return Task.FromResult(_runs >= runs);
    }, $"it has run {runs} times", cancellationToken: Cancellation);

    private static async Task<DateTimeOffset?> NextAsync(Scheduler scheduler)
    {
        await Poll.UntilAsync(() => Task.FromResult(scheduler.NextOf("test") is not null), "the next time is known", cancellationToken: Cancellation);
        return scheduler.NextOf("test");
    }
}
