namespace Panel.Web.Operations;

/// <summary>Flushes commits to the disk for many writers: one flush serves everything that was committed before it began.</summary>
/// <param name="flush">Flushes and waits for the disk; null where a commit does that itself.</param>
public sealed class AuditFlush(Action? flush)
{
    private readonly Lock _lock = new();
    private Task _current = Task.CompletedTask;
    private Task? _next;

    /// <summary>Completes when everything committed until now is on the disk.</summary>
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
        // Not on this thread, which must still complete the others that wait for the previous flush.
        await Task.Yield();
        // A caller from here on may have committed too late for this flush.
        lock (_lock) (_current, _next) = (_next!, null);
        begin();
    }
}
