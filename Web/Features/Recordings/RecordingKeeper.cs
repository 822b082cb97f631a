using Panel.Web.Operations;
using Panel.Web.Schedules;

namespace Panel.Web.Features.Recordings;

/// <summary>Closes recordings that an earlier run of the panel left open, and removes expired ones.</summary>
internal sealed class RecordingKeeper(IServiceScopeFactory scopes, RecordingStore store)
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>When it does so: at the start of the panel, and then every hour.</summary>
    public Schedule Schedule => new("recordings.expire", ScheduleTimes.Every(Pause, Pause), KeepAsync) { AtOnce = true };

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        await store.CloseLeftOversAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Use(Actor.System);
        var operations = scope.ServiceProvider.GetRequiredService<RecordingOperations>();
        foreach (var row in await store.ExpiredAsync(cancellationToken)) await operations.ExpireAsync(row, cancellationToken);
    }
}
