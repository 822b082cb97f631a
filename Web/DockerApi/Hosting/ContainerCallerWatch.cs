using Panel.Web.Operations;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>Ends a container's running call, such as a followed log or an exec, once its creator has a lower role than at the call's
/// start.</summary>
internal sealed class ContainerCallerWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _watching;

    /// <param name="peer">The container.</param>
    /// <param name="begun">The caller at the call's start.</param>
    /// <param name="services">Creates a scope for each check.</param>
    /// <param name="call">Cancelled when the role becomes lower.</param>
    public ContainerCallerWatch(ContainerPeer peer, Caller begun, IServiceProvider services, CancellationTokenSource call) =>
        _watching = WatchAsync(peer, begun, services, call);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _watching;
        _over.Dispose();
    }

    private async Task WatchAsync(ContainerPeer peer, Caller begun, IServiceProvider services, CancellationTokenSource call)
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, services.GetRequiredService<TimeProvider>());
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                if (await MayStillAsync(peer, begun, services)) continue;
                await call.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The call is over.
        }
        catch
        {
            // The watch has failed, so the call ends; the dispatcher says why.
            await call.CancelAsync();
            throw;
        }
    }

    private async Task<bool> MayStillAsync(ContainerPeer peer, Caller begun, IServiceProvider services)
    {
        try
        {
            var now = await services.GetRequiredService<ContainerCallers>().OfAsync(peer, _over.Token);
            return begun.Actor.Role is { } role && now.Actor.May(role);
        }
        catch (Exception error) when (AuditTrail.IsDatabaseFault(error))
        {
            // As for sessions: a running call continues, and the next one is refused.
            return true;
        }
    }
}
