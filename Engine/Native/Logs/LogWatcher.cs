using Microsoft.Extensions.Logging;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Native.Logs;

/// <summary>Notifies readers that a directory's files have changed: one inotify instance and one thread for all of them, started with the
/// first.</summary>
internal sealed class LogWatcher(ILogger logger) : IDisposable
{
    private const DirectoryChanges Watched = DirectoryChanges.Modified | DirectoryChanges.MovedFrom | DirectoryChanges.MovedTo
        | DirectoryChanges.Created | DirectoryChanges.Deleted | DirectoryChanges.SelfDeleted;

    // A busy log changes thousands of times a second; this is the highest rate of wake-ups.
    private const int PauseMilliseconds = 25;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<LogChanges>> _byWatch = [];
    private Inotify? _inotify;
    private EventDescriptor? _stop;
    private bool _failed, _disposed;

    /// <summary>Starts a watch; falls back to polling when the kernel has none left.</summary>
    public LogChanges Watch(string directory)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var watch = Start() ? Add(directory) : -1;
            var changes = new LogChanges(this, watch);
            if (watch >= 0)
            {
                if (!_byWatch.TryGetValue(watch, out var readers)) _byWatch.Add(watch, readers = []);
                readers.Add(changes);
            }
            return changes;
        }
    }

    public void Remove(LogChanges changes)
    {
        lock (_lock)
        {
            if (!_byWatch.TryGetValue(changes.Descriptor, out var readers) || !readers.Remove(changes) || readers.Count > 0) return;
            _byWatch.Remove(changes.Descriptor);
            // Fails when the directory is gone, and its watch with it.
            _inotify?.Remove(changes.Descriptor);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            _stop?.Set();
        }
    }

    private bool Start()
    {
        if (_inotify is not null || _failed) return !_failed;
        var inotify = Inotify.TryCreate(out var errno);
        var stop = inotify is null ? null : EventDescriptor.TryCreate(out errno);
        if (inotify is null || stop is null)
        {
            inotify?.Dispose();
            _failed = true;
            LogReaderLog.NoInotify(logger, errno);
            return false;
        }
        (_inotify, _stop) = (inotify, stop);
        new Thread(() => Run(inotify, stop)) { IsBackground = true, Name = "log watcher" }.Start();
        return true;
    }

    private int Add(string directory)
    {
        var watch = _inotify!.Add(directory, Watched);
        if (watch is < 0 and not -Errno.ENOENT) LogReaderLog.NoWatch(logger, directory, -watch);
        return watch;
    }

    private void Run(Inotify inotify, EventDescriptor stop)
    {
        try
        {
            DispatchUntil(inotify, stop);
        }
        catch (KernelException fault)
        {
            LogReaderLog.NoInotify(logger, fault.Errno);
        }
        lock (_lock)
        {
            _disposed = true;
            inotify.Dispose();
            stop.Dispose();
            (_inotify, _stop) = (null, null);
            foreach (var changes in _byWatch.Values.SelectMany(readers => readers)) changes.Wake();
        }
    }

    private void DispatchUntil(Inotify inotify, EventDescriptor stop)
    {
        Span<Awaited> both = [new(inotify.Descriptor, Readiness.Readable), new(stop.Descriptor, Readiness.Readable)];
        while (true)
        {
            Readiness.Wait(both, Timeout.Infinite);
            if (both[1].Happened != 0) return;
            while (inotify.Read() is { Count: > 0 } watches) Dispatch(watches);
            if (Readiness.Wait(both[1..], PauseMilliseconds) > 0) return;
        }
    }

    private void Dispatch(IReadOnlyList<int> watches)
    {
        lock (_lock)
        {
            foreach (var watch in watches)
            {
                // Events were lost, so all readers check.
                if (watch == Inotify.Overflow) foreach (var changes in _byWatch.Values.SelectMany(readers => readers)) changes.Wake();
                else if (_byWatch.TryGetValue(watch, out var readers)) readers.ForEach(changes => changes.Wake());
            }
        }
    }
}
