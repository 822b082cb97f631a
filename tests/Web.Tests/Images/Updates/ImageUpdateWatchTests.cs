using Microsoft.Extensions.Logging.Abstractions;
using Panel.Tests.Shared;
using Panel.Web.Features.Images.Updates;

namespace Panel.Web.Tests.Images.Updates;

public sealed class ImageUpdateWatchTests : UpdateTest
{
    private readonly InstantTime _time = new();

    [Fact]
    public async Task Watch_LooksEverySoOftenAndAsksOnlyForWhatIsDue()
    {
        Pulled("app:1", First);
        using var watch = await StartAsync();
        await UntilAsync(() => Of("app:1").State == UpdateState.Current && _time.Pauses.Count > 20, "it looked often");
        await watch.StopAsync(Cancellation);

        Assert.Single(Asked);
        Assert.All(_time.Pauses, pause => Assert.InRange(pause, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)));
        Assert.True(_time.Pauses.Distinct().Count() > 1);
    }

    [Fact]
    public async Task Watch_AfterAFailure_GoesOn()
    {
        Pulled("app:1", First);
        Engine.Images.ListFail = new InvalidOperationException("The store is away.");
        using var watch = await StartAsync();
        await UntilAsync(() => _time.Pauses.Count > 2, "it looked again");
        Assert.Equal(UpdateState.Never, Of("app:1").State);

        Engine.Images.ListFail = null;

        await UntilAsync(() => Of("app:1").State == UpdateState.Current, "it was asked");
        await watch.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Watch_TurnedOff_EndsAtOnce()
    {
        Options.Images.UpdateCheckHours = 0;
        using var watch = await StartAsync();
        await watch.ExecuteTask!;
        Assert.Empty(_time.Pauses);
    }

    private async Task<ImageUpdateWatch> StartAsync()
    {
        var watch = new ImageUpdateWatch(Updates, Options, _time, NullLogger<ImageUpdateWatch>.Instance);
        await watch.StartAsync(Cancellation);
        return watch;
    }

    private static Task UntilAsync(Func<bool> condition, string what) => Poll.UntilAsync(() => Task.FromResult(condition()), what, cancellationToken: Cancellation);
}
