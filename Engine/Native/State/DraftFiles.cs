using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Panel.Engine.Native.State;

/// <summary>
/// Files that change often and are not worth waiting for the disk. New content is a draft beside the file: a crash of the process leaves the draft whole,
/// a power cut may tear it. Within a second the draft is synced and takes the file's name, so the file itself is never torn.
/// </summary>
/// <remarks>
/// <code>
/// Write            FILE.draft.*.tmp --rename--> FILE.draft
/// later            fsync FILE.draft --rename--> FILE, fsync of the directory
/// Read             FILE.draft, if it is whole and not older than FILE; else FILE
/// </code>
/// An engine of before knows no drafts; what it wrote meanwhile is younger than a draft that it left alone.
/// </remarks>
/// <param name="time">Counts the second.</param>
/// <param name="onFault">Told once when the disk does not take a file; it is tried again until it does.</param>
internal sealed class DraftFiles(TimeProvider time, Action<string, Exception> onFault) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Draft> _drafts = new(StringComparer.Ordinal);
    private readonly Lock _arming = new();
    private readonly Lock _turn = new();
    private ITimer? _timer;
    private bool _isArmed;
    private bool _isDisposed;

    /// <summary>The path of a file's draft.</summary>
    public static string DraftOf(string path) => path + ".draft";

    /// <summary>Whether the file or its draft exists.</summary>
    public static bool Exists(string path) => File.Exists(path) || File.Exists(DraftOf(path));

    /// <summary>Reads the draft, or the file if there is no draft, or only an outdated or torn one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads either of the two.</param>
    /// <exception cref="DamagedStateException">The file cannot be read or understood.</exception>
    public static T Read<T>(string path, Func<string, T> read)
    {
        var draft = DraftOf(path);
        if (File.Exists(draft) && (!File.Exists(path) || File.GetLastWriteTimeUtc(draft) >= File.GetLastWriteTimeUtc(path)))
        {
            try
            {
                return read(draft);
            }
            catch (DamagedStateException)
            {
                // The file has the content from before the draft.
            }
        }

        return read(path);
    }

    /// <summary>Writes a draft, which becomes the file within a second.</summary>
    /// <exception cref="Contract.EngineFailureException">The disk is full; the former content is untouched.</exception>
    public void Write(string path, ReadOnlySpan<byte> content)
    {
        var draft = _drafts.GetOrAdd(path, _ => new Draft());
        lock (draft)
        {
            AtomicFile.WriteUnsynced(DraftOf(path), content);
            draft.Version++;
        }

        Arm();
    }

    /// <summary>Turns the draft into the file now. The file survives a power cut from here on.</summary>
    /// <exception cref="IOException">The disk rejected the write.</exception>
    public void Flush(string path)
    {
        if (!_drafts.TryGetValue(path, out var draft)) return;
        // Whoever comes second waits until the first has synced the directory too.
        lock (draft.Turn) Flush(path, draft);
    }

    private static void Flush(string path, Draft draft)
    {
        while (true)
        {
            long version;
            SafeFileHandle file;
            lock (draft)
            {
                if (draft.IsFlushed) return;
                version = draft.Version;
                file = File.OpenHandle(DraftOf(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            }

            using (file) RandomAccess.FlushToDisk(file);
            lock (draft)
            {
                if (draft.IsFlushed) return;
                // Content written meanwhile is not on the disk yet.
                if (draft.Version != version) continue;
                File.Move(DraftOf(path), path, overwrite: true);
                draft.FlushedVersion = version;
            }

            AtomicFile.FlushDirectory(Path.GetDirectoryName(path)!);
            return;
        }
    }

    /// <summary>Stops syncing a file that is about to be removed.</summary>
    public void Forget(string path)
    {
        if (!_drafts.TryRemove(path, out var draft)) return;
        lock (draft) draft.FlushedVersion = draft.Version;
    }

    /// <summary>Turns all drafts into files. What the disk rejects stays a draft.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            _isDisposed = true;
            _timer?.Dispose();
            FlushAll();
        }
    }

    private void Arm()
    {
        lock (_arming)
        {
            if (_isArmed || _isDisposed) return;
            _isArmed = true;
            _timer ??= time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(Patience, Timeout.InfiniteTimeSpan);
        }
    }

    private void Tick()
    {
        lock (_arming) _isArmed = false;
        lock (_turn)
        {
            if (_isDisposed) return;
            if (!FlushAll()) Arm();
        }
    }

    private bool FlushAll()
    {
        var all = true;
        foreach (var (path, draft) in _drafts) all &= TryFlush(path, draft);
        return all;
    }

    private bool TryFlush(string path, Draft draft)
    {
        try
        {
            Flush(path);
            draft.HasFailed = false;
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            lock (draft)
            {
                if (draft.IsFlushed) return true;
            }

            if (!draft.HasFailed) onFault(path, fault);
            draft.HasFailed = true;
            return false;
        }
    }

    private sealed class Draft
    {
        public Lock Turn { get; } = new();
        public long Version { get; set; }
        public long FlushedVersion { get; set; }
        public bool HasFailed { get; set; }
        public bool IsFlushed => FlushedVersion == Version;
    }
}
