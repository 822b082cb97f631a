using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;
using static Tmds.Linux.LibC;

namespace Panel.Engine.Native.State;

/// <summary>Files that have either the old or the new content, whatever happens: temporary file, fsync, rename, fsync of the directory.
/// Everything that must survive a power cut is written here; an architecture test enforces this (ADR 0003).</summary>
public static class AtomicFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // 0777, minus the umask.
    private const UnixFileMode AnyMode = (UnixFileMode)0x1FF;

    /// <summary>Writes the file, which survives a power cut from here on.</summary>
    /// <exception cref="EngineFailureException">The disk is full; the old content is untouched.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, durable: true);

    /// <summary>Writes a file that only survives a crash of the process: after a power cut it may be torn, or empty.</summary>
    /// <exception cref="EngineFailureException">The disk is full; the old content is untouched.</exception>
    public static void WriteUnsynced(string path, ReadOnlySpan<byte> content) => Write(path, content, durable: false);

    private static void Write(string path, ReadOnlySpan<byte> content, bool durable)
    {
        var temporary = Temporary(path);
        try
        {
            using (var file = Open(temporary))
            {
                RandomAccess.Write(file, content, 0);
                if (durable) RandomAccess.FlushToDisk(file);
            }
            Replace(temporary, path, durable);
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            File.Delete(temporary);
            throw DiskFull.Failure(full);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes the file, and a copy in case the file becomes unreadable. If only the copy fails, the file is written.</summary>
    /// <exception cref="EngineFailureException">The disk is full; the old content is untouched.</exception>
    public static void WriteWithCopy(string path, string copy, ReadOnlySpan<byte> content)
    {
        Write(path, content);
        try
        {
            Write(copy, content);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or EngineFailureException)
        {
            // The former copy stays, because it says more than none.
        }
    }

    /// <inheritdoc cref="Write(string, ReadOnlySpan{byte})"/>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        // File I/O has no asynchronous form on Linux, and fsync may take long, so it leaves the caller's thread.
        Task.Run(() => Write(path, content.Span), cancellationToken);

    private static string Temporary(string path) => $"{path}.{Guid.NewGuid():N}.tmp";

    private static SafeFileHandle Open(string temporary)
    {
        var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        File.SetUnixFileMode(file, Mode);
        return file;
    }

    private static void Replace(string temporary, string path, bool durable)
    {
        File.Move(temporary, path, overwrite: true);
        if (durable) FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Creates a directory and missing ones above it, which survive a power cut from here on. An existing one stays unchanged.</summary>
    public static void CreateDirectory(string directory, UnixFileMode mode = AnyMode)
    {
        if (Directory.Exists(directory)) return;
        var above = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(directory));
        if (!string.IsNullOrEmpty(above)) CreateDirectory(above, mode);
        Directory.CreateDirectory(directory, mode);
        if (!string.IsNullOrEmpty(above)) FlushDirectory(above);
    }

    /// <summary>Makes the entries of a directory survive a power cut.</summary>
    public static unsafe void FlushDirectory(string directory)
    {
        fixed (byte* path = Encoding.UTF8.GetBytes(directory + '\0'))
        {
            var descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            if (descriptor < 0) throw Failure("open", directory);
            try
            {
                if (fsync(descriptor) < 0) throw Failure("fsync", directory);
            }
            finally
            {
                _ = close(descriptor);
            }
        }
    }

    private static KernelException Failure(string call, string directory) =>
        new KernelException(call, directory, Marshal.GetLastPInvokeError());
}
