using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>The argument of openat2(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct OpenHow
{
    public ulong Flags;
    public ulong Mode;
    public ulong Resolve;
}

/// <summary>Opens paths in hostile file systems: a symlink in them never leads outside the given directory.</summary>
public static unsafe class OpenAt2
{
    /// <summary>How often a walk that lost a race is repeated: a rename or mount anywhere on the machine makes RESOLVE_IN_ROOT and
    /// RESOLVE_BENEATH return EAGAIN, and openat2(2) says to try again.</summary>
    public const int RaceAttempts = 1000;

    /// <summary>A descriptor (closed on exec), or -errno.</summary>
    public static int Try(int directory, string path, int flags, int mode, ResolveFlags resolve) =>
        Try(directory, Syscall.Text(path), flags, mode, resolve);

    /// <summary>The same for a path in the kernel's form, with a final zero.</summary>
    public static int Try(int directory, byte[] path, int flags, int mode, ResolveFlags resolve)
    {
        var how = new OpenHow { Flags = (uint)(flags | OpenFlags.CloseOnExec), Mode = (uint)mode, Resolve = (ulong)resolve };
        fixed (byte* text = path)
        {
            nint result = -Errno.EAGAIN;
            for (var attempt = 0; attempt < RaceAttempts && result == -Errno.EAGAIN; attempt++)
                result = Syscall.Try(SyscallNumber.OpenAt2, directory, (nint)text, (nint)(&how), sizeof(OpenHow));
            return (int)result;
        }
    }

    /// <summary>Opens a path with the directory as the root of the walk.</summary>
    /// <exception cref="KernelException">The error, with the path and errno.</exception>
    public static SafeFileHandle InRoot(SafeFileHandle root, string path, int flags, int mode = 0) =>
        Handle((int)Syscall.Check(Try((int)root.DangerousGetHandle(), path, flags, mode, ResolveFlags.InRoot), "openat2", path));

    /// <summary>Opens a path of the host, following symlinks.</summary>
    public static SafeFileHandle Host(string path, int flags, int mode = 0) =>
        Handle((int)Syscall.Check(Try(OpenFlags.WorkingDirectory, path, flags, mode, ResolveFlags.None), "open", path));

    private static SafeFileHandle Handle(int descriptor) => new(descriptor, ownsHandle: true);
}
