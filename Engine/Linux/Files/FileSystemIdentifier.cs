using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>Tells file systems apart (statfs(2), f_fsid): those on disks keep theirs over a reboot.</summary>
public static unsafe class FileSystemIdentifier
{
    /// <summary>That of the file system that holds the nearest directory above the path that exists.</summary>
    /// <param name="path">Absolute path.</param>
    /// <exception cref="KernelException">Not even the root can be read.</exception>
    public static string Of(string path)
    {
        var directory = path;
        while (!Directory.Exists(directory))
            directory = Path.GetDirectoryName(directory) ?? "/";
        var descriptor = RawFile.Open(directory, OpenFlags.Path | OpenFlags.Directory | OpenFlags.CloseOnExec);
        try
        {
            // struct statfs of a 64-bit kernel: type, block size, five counts, then the identifier; 120 bytes.
            const int identifier = 7;
            var statfs = stackalloc ulong[16];
            Syscall.Check(Syscall.Try(SyscallNumber.Fstatfs, descriptor, (nint)statfs), "statfs", directory);
            return statfs[identifier].ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        }
        finally
        {
            RawFile.Close(descriptor);
        }
    }
}
