using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Panel.Tests.Shared;
using Panel.Web.Features.Images.Updates;
using Panel.Web.Schedules;

namespace Panel.Web.Tests.Images.Updates;

public sealed class ImageUpdateWatchTests : UpdateTest
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private Schedule Schedule => ImageUpdateWatch.Schedule(Updates, Options);

    [Fact]
    public async Task Watch_LooksEverySoOftenAndAsksOnlyForWhatIsDue()
    {
        Pulled("app:1", First);
        for (var look = 0; look < 20; look++) await Schedule.RunAsync(Cancellation);

        Assert.Equal(UpdateState.Current, Of("app:1").State);
        Assert.Single(Asked);
        var now = _time.GetUtcNow();
        List<TimeSpan> pauses = [.. Enumerable.Range(0, 100).Select(_ => Schedule.Times.Next(now)!.Value - now)];
        Assert.All(pauses, pause => Assert.InRange(pause, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)));
        Assert.True(pauses.Distinct().Count() > 1);
    }

    [Fact]
    public async Task Watch_AfterAFailure_GoesOn()
    {
        Pulled("app:1", First);
        Engine.Images.ListFail = new InvalidOperationException("The store is away.");
        var looks = 0;
        Task CountAsync(CancellationToken token)
        {
            Interlocked.Increment(ref looks);
            return Schedule.RunAsync(token);
        }

        var counted = Schedule with { RunAsync = CountAsync };
        using var scheduler = new Scheduler([counted], new ScheduleFile(Options, NullLogger<ScheduleFile>.Instance), _time, NullLogger<Scheduler>.Instance);
        await scheduler.StartAsync(Cancellation);
        await UntilAsync(() => looks > 2, "it looked again");
        Assert.Equal(UpdateState.Never, Of("app:1").State);

        Engine.Images.ListFail = null;

        await UntilAsync(() => Of("app:1").State == UpdateState.Current, "it was asked");
        await scheduler.StopAsync(Cancellation);
    }

    [Fact]
    public void Watch_TurnedOff_NeverLooks()
    {
        Options.Images.UpdateCheckHours = 0;
        Assert.Null(Schedule.Times.Next(_time.GetUtcNow()));
    }

    private Task UntilAsync(Func<bool> condition, string what) => Poll.UntilAsync(() =>
    {
        _time.Advance(TimeSpan.FromMinutes(5));
        return Task.FromResult(condition());
    }, what, cancellationToken: Cancellation);
}
