using Microsoft.Win32.SafeHandles;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Native.Logs;

/// <summary>An open file of a log: it stays readable after it was rotated or deleted.</summary>
internal sealed class LogFile : IDisposable
{
    private LogFile(SafeFileHandle handle, LogFileIdentity identity, long modified) => (Handle, Identity, ModifiedUnixNanoseconds) = (handle, identity, modified);

    public SafeFileHandle Handle { get; }
    public LogFileIdentity Identity { get; }
    public long ModifiedUnixNanoseconds { get; }
    public long Length => RandomAccess.GetLength(Handle);

    /// <summary>Null when there is no such file.</summary>
    public static LogFile? TryOpen(string path)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        if (FileCalls.Status(handle, "", out var status) >= 0)
            return new(handle, LogFileIdentity.Of(status), status.ModifiedSeconds * 1_000_000_000 + status.ModifiedNanoseconds);
        handle.Dispose();
        return null;
    }

    public void Dispose() => Handle.Dispose();
}

/// <summary>Identifies a file whatever its name.</summary>
internal readonly record struct LogFileIdentity(uint Major, uint Minor, ulong Inode)
{
    public static LogFileIdentity Of(FileStatus status) => new(status.FileSystemMajor, status.FileSystemMinor, status.Inode);

    /// <summary>The identity of the file that has the name now; null if there is none.</summary>
    public static LogFileIdentity? At(string path) =>
        FileCalls.StatusAt(path, out var status) >= 0 ? Of(status) : null;
}
