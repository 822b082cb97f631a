using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Panel.Engine.Native.Containers;

/// <summary>Work that continues after the call that began it, and ends with the engine.</summary>
internal sealed class BackgroundWork(ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();

    /// <summary>Cancelled when the engine releases its containers.</summary>
    public CancellationToken Stopping => _stop.Token;

    public void Run(string id, string name, Func<CancellationToken, Task> work)
    {
        if (_stop.IsCancellationRequested) return;
        var task = GuardAsync(id, name, work);
        _running[task] = 0;
        _ = task.ContinueWith(done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        while (!_running.IsEmpty) await Task.WhenAll(_running.Keys);
    }

    private async Task GuardAsync(string id, string name, Func<CancellationToken, Task> work)
    {
        await Task.Yield();
        try
        {
            await work(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The engine stops; the container does not.
        }
        catch (Exception exception)
        {
            logger.BackgroundFailed(exception, id, name);
        }
    }
}
