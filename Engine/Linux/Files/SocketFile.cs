using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>The file of a unix socket.</summary>
public static unsafe class SocketFile
{
    private const int ENXIO = 6;

    /// <summary>Whether the file is a socket: open(2) fails with ENXIO for one.</summary>
    public static bool Is(string path)
    {
        var descriptor = OpenAt2.Try(OpenFlags.WorkingDirectory, path, OpenFlags.ReadOnly | OpenFlags.NonBlocking, 0, ResolveFlags.None);
        if (descriptor >= 0) RawFile.Close(descriptor);
        return descriptor == -ENXIO;
    }

    /// <summary>Gives a file or directory to a group; its owner stays.</summary>
    /// <exception cref="KernelException">The caller does not have the right to do so.</exception>
    public static void GiveToGroup(string path, uint group)
    {
        fixed (byte* text = Syscall.Text(path))
            Syscall.Check(Syscall.Try(SyscallNumber.FchownAt, OpenFlags.WorkingDirectory, (nint)text, -1, (nint)group), "chown", path);
    }
}
