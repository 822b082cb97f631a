using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Native.State;

/// <summary>The state's files, as <see cref="DurableFile"/> writes them; a full disk is said in a sentence.</summary>
public static class AtomicFile
{
    /// <summary>Writes the file, which survives a power cut from here on.</summary>
    /// <exception cref="EngineFailureException">The disk is full; the old content is untouched.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            DurableFile.Write(path, content);
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            throw DiskFull.Failure(full);
        }
    }

    /// <summary>Writes a file that only survives a crash of the process: after a power cut it may be torn, or empty.</summary>
    /// <exception cref="EngineFailureException">The disk is full; the old content is untouched.</exception>
    public static void WriteUnsynced(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            DurableFile.WriteUnsynced(path, content);
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            throw DiskFull.Failure(full);
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

    /// <inheritdoc cref="DurableFile.CreateDirectory"/>
    public static void CreateDirectory(string directory, UnixFileMode? mode = null)
    {
        if (mode is { } given) DurableFile.CreateDirectory(directory, given);
        else DurableFile.CreateDirectory(directory);
    }

    /// <inheritdoc cref="DurableFile.FlushDirectory"/>
    public static void FlushDirectory(string directory) => DurableFile.FlushDirectory(directory);
}
