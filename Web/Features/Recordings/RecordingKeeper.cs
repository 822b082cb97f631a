using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Features.Recordings;

/// <summary>Closes recordings that an earlier run of the panel left open, and removes expired ones.</summary>
internal sealed class RecordingKeeper(IServiceScopeFactory scopes, RecordingStore store, TimeProvider time, ILogger<RecordingKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await store.CloseLeftOversAsync(stoppingToken);
                await ExpireAsync(stoppingToken);
            }
            catch (Exception error) when (error is EngineException or IOException or UnauthorizedAccessException || AuditTrail.IsDatabaseFault(error))
            {
                RecordingLog.KeepingFailed(logger, error);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Use(Actor.System);
        var operations = scope.ServiceProvider.GetRequiredService<RecordingOperations>();
        foreach (var row in await store.ExpiredAsync(cancellationToken)) await operations.ExpireAsync(row, cancellationToken);
    }
}
