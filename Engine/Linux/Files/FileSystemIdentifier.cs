using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>Identifies file systems (statfs(2), f_fsid); on disks, the identifier survives a reboot.</summary>
public static unsafe class FileSystemIdentifier
{
    /// <summary>The identifier of the file system that contains the path's nearest existing directory.</summary>
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
