using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Panel.Engine.Native.Logs;

/// <summary>Notifies readers that a directory's files have changed: one inotify instance and one thread for all of them, started with the
/// first.</summary>
internal sealed unsafe partial class LogWatcher(ILogger logger) : IDisposable
{
    private const uint Mask = 0x2 /* modify */ | 0x40 /* moved from */ | 0x80 /* moved to */ | 0x100 /* create */ | 0x200 /* delete */ | 0x400 /* delete self */ | 0x1000000 /* only a directory */;
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800;
    private const short PollIn = 1;

    // A busy log changes thousands of times a second; this is the highest rate of wake-ups.
    private const int PauseMilliseconds = 25;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<LogChanges>> _byWatch = [];
    private int _inotify = -1, _stop = -1;
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
            if (_inotify >= 0) _ = inotify_rm_watch(_inotify, changes.Descriptor);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            ulong one = 1;
            if (_stop >= 0) _ = write(_stop, &one, 8);
        }
    }

    private bool Start()
    {
        if (_inotify >= 0 || _failed) return !_failed;
        _inotify = inotify_init1(CloseOnExec | NonBlocking);
        _stop = _inotify < 0 ? -1 : eventfd(0, CloseOnExec);
        if (_stop < 0)
        {
            _failed = true;
            LogReaderLog.NoInotify(logger, Marshal.GetLastPInvokeError());
            return false;
        }
        new Thread(Run) { IsBackground = true, Name = "log watcher" }.Start();
        return true;
    }

    private int Add(string directory)
    {
        fixed (byte* path = Encoding.UTF8.GetBytes(directory + '\0'))
        {
            var watch = inotify_add_watch(_inotify, path, Mask);
            if (watch < 0 && Marshal.GetLastPInvokeError() != 2) LogReaderLog.NoWatch(logger, directory, Marshal.GetLastPInvokeError());
            return watch;
        }
    }

    private void Run()
    {
        var buffer = stackalloc byte[16384];
        var wait = stackalloc PollEntry[2] { new(_inotify), new(_stop) };
        while (poll(wait, 2, -1) >= 0 || Marshal.GetLastPInvokeError() == 4)
        {
            if (wait[1].Returned != 0) break;
            while (read(_inotify, buffer, 16384) is var length && length > 0) Dispatch(buffer, (int)length);
            if (poll(wait + 1, 1, PauseMilliseconds) > 0) break;
        }
        lock (_lock)
        {
            _disposed = true;
            _ = close(_inotify);
            _ = close(_stop);
            _inotify = _stop = -1;
            foreach (var changes in _byWatch.Values.SelectMany(readers => readers)) changes.Wake();
        }
    }

    private void Dispatch(byte* buffer, int length)
    {
        lock (_lock)
        {
            for (var at = 0; at + 16 <= length; at += 16 + (int)*(uint*)(buffer + at + 12))
            {
                // A watch of -1 means that events were lost, so all readers check.
                var watch = *(int*)(buffer + at);
                if (watch < 0) foreach (var changes in _byWatch.Values.SelectMany(readers => readers)) changes.Wake();
                else if (_byWatch.TryGetValue(watch, out var readers)) readers.ForEach(changes => changes.Wake());
            }
        }
    }

    private struct PollEntry(int descriptor)
    {
        public int Descriptor = descriptor;
        public short Events = PollIn;
        public short Returned = 0;
    }

    [LibraryImport("libc", SetLastError = true)] private static partial int inotify_init1(int flags);
    [LibraryImport("libc", SetLastError = true)] private static partial int inotify_add_watch(int descriptor, byte* path, uint mask);
    [LibraryImport("libc", SetLastError = true)] private static partial int inotify_rm_watch(int descriptor, int watch);
    [LibraryImport("libc", SetLastError = true)] private static partial int eventfd(uint initial, int flags);
    [LibraryImport("libc", SetLastError = true)] private static partial int poll(PollEntry* entries, nuint count, int timeout);
    [LibraryImport("libc", SetLastError = true)] private static partial nint read(int descriptor, void* buffer, nuint count);
    [LibraryImport("libc", SetLastError = true)] private static partial nint write(int descriptor, void* buffer, nuint count);
    [LibraryImport("libc", SetLastError = true)] private static partial int close(int descriptor);
}
