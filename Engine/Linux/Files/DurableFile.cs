using Microsoft.Win32.SafeHandles;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>Files that have either the old or the new content, whatever happens: temporary file, fsync, rename, fsync of the directory.
/// Everything that must survive a power cut is written here; an architecture test enforces this (ADR 0003).</summary>
public static class DurableFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // 0777, minus the umask.
    private const UnixFileMode AnyMode = (UnixFileMode)0x1FF;

    /// <summary>Writes the file, which survives a power cut from here on.</summary>
    /// <exception cref="IOException">The disk refused; the old content is untouched.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, durable: true);

    /// <summary>Writes a file that only survives a crash of the process: after a power cut it may be torn, or empty.</summary>
    /// <exception cref="IOException">The disk refused; the old content is untouched.</exception>
    public static void WriteUnsynced(string path, ReadOnlySpan<byte> content) => Write(path, content, durable: false);

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
    /// <exception cref="KernelException">The directory cannot be opened or flushed.</exception>
    public static void FlushDirectory(string directory)
    {
        using var open = OpenAt2.Host(directory, OpenFlags.ReadOnly | OpenFlags.Directory);
        Syscall.Check(FileCalls.Sync(open), "fsync", directory);
    }

    private static void Write(string path, ReadOnlySpan<byte> content, bool durable)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = Open(temporary))
            {
                RandomAccess.Write(file, content, 0);
                if (durable) RandomAccess.FlushToDisk(file);
            }
            Replace(temporary, path, durable);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

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
}
