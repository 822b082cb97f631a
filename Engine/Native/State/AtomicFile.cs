using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;
using static Tmds.Linux.LibC;

namespace Panel.Engine.Native.State;

/// <summary>Files that are either the old or the new content, whatever happens: temporary file, fsync, rename, fsync of the directory.</summary>
public static class AtomicFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the file, and when <paramref name="durable"/>, so that it survives a power cut from here on; otherwise only a crash of the process.</summary>
    /// <exception cref="EngineFailureException">The disk is full; the old content is untouched.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, bool durable = true)
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

    /// <summary>Writes the file, and a copy for the time when the file cannot be read. The copy is not synced, and a disk that does not take it has taken the file.</summary>
    /// <exception cref="EngineFailureException">The disk is full; the old content is untouched.</exception>
    public static void WriteWithCopy(string path, string copy, ReadOnlySpan<byte> content)
    {
        Write(path, content);
        try
        {
            Write(copy, content, durable: false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or EngineFailureException)
        {
            // The former copy stays, which tells more than none.
        }
    }

    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, bool durable = true, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // File I/O has no asynchronous form on Linux; fsync may take long, so it leaves the caller's thread.
        if (durable) await Task.Run(() => Write(path, content.Span), cancellationToken);
        else Write(path, content.Span, durable: false);
    }

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
