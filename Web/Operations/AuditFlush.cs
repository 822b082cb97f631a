namespace Panel.Web.Operations;

/// <summary>Brings what was committed to the disk, behind the back of whoever wrote it: one flush serves all that was committed before it began.</summary>
/// <param name="flush">Does it, and waits for the disk; null where a commit does.</param>
public sealed class AuditFlush(Action? flush)
{
    private readonly Lock _lock = new();
    private Task _current = Task.CompletedTask;
    private Task? _next;

    /// <summary>Ends when everything is on disk that is committed now.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public Task RunAsync()
    {
        if (flush is null) return Task.CompletedTask;
        lock (_lock)
        {
            var former = _current;
            return _next ??= Task.Run(() => RunAsync(flush, former));
        }
    }

    private async Task RunAsync(Action begin, Task former)
    {
        await former.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Off the thread that is about to tell the others who wait for the former one.
        await Task.Yield();
        // Whoever asks from here on may have committed too late.
        lock (_lock) (_current, _next) = (_next!, null);
        begin();
    }
}
