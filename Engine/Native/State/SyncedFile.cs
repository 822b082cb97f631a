using Microsoft.Win32.SafeHandles;

namespace Panel.Engine.Native.State;

/// <summary>Writes the files of a new directory under their final names, and flushes them before the directory is moved into place.</summary>
internal static class SyncedFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates the files, and flushes them and the directory's entries to the disk. After an error, the directory is incomplete.</summary>
    /// <exception cref="IOException">The disk rejected the write.</exception>
    public static void Create(string directory, ReadOnlySpan<(string Name, byte[] Content)> files)
    {
        List<SafeFileHandle> made = [];
        try
        {
            foreach (var (name, content) in files)
            {
                var file = File.OpenHandle($"{directory}/{name}", FileMode.CreateNew, FileAccess.Write, FileShare.Read);
                made.Add(file);
                File.SetUnixFileMode(file, Mode);
                RandomAccess.Write(file, content, 0);
            }

            // All are written before the first flush, because a journal flushes the others along with it.
            foreach (var file in made) RandomAccess.FlushToDisk(file);
        }
        finally
        {
            foreach (var file in made) file.Dispose();
        }

        AtomicFile.FlushDirectory(directory);
    }
}
