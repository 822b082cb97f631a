namespace Panel.Engine.Native.Logs;

/// <summary>One reader's wait for changes in a directory; a change between two waits ends the next one at once.</summary>
internal sealed class LogChanges(LogWatcher watcher, int descriptor) : IDisposable
{
    // The end of a container changes no file, and a removed directory's watch may be lost, so readers also check now and then.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1), LookForEnd = TimeSpan.FromMilliseconds(200), Poll = TimeSpan.FromMilliseconds(100);
    private readonly SemaphoreSlim _changed = new(0, 1);

    public int Descriptor => descriptor;

    public void Wake()
    {
        // Only the watcher's thread releases it, under its lock.
        if (_changed.CurrentCount == 0) _changed.Release();
    }

    public async ValueTask WaitAsync(bool forEnd, CancellationToken cancellationToken) =>
        await _changed.WaitAsync(descriptor < 0 ? Poll : forEnd ? LookForEnd : Look, cancellationToken);

    public void Dispose() => watcher.Remove(this);
}
