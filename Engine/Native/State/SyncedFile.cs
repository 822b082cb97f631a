using Microsoft.Win32.SafeHandles;

namespace Panel.Engine.Native.State;

/// <summary>The files of a directory that nobody knows yet: written under their own names, and on the disk before the directory gets its place.</summary>
internal static class SyncedFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the files, and takes them and the directory's entries to the disk. After a fault the directory is half filled.</summary>
    /// <exception cref="IOException">The disk does not take them.</exception>
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

            // All are written before the first is waited for: journals take the others along.
            foreach (var file in made) RandomAccess.FlushToDisk(file);
        }
        finally
        {
            foreach (var file in made) file.Dispose();
        }

        AtomicFile.FlushDirectory(directory);
    }
}
