using System.Runtime.InteropServices;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Mounts;

/// <summary>The argument of mount_setattr(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct MountAttributes
{
    public ulong Set;
    public ulong Clear;
    public ulong Propagation;
    public ulong UserNamespace;
}

/// <summary>The file-descriptor based mount calls (Linux 5.2, idmapped mounts 5.12). Detached mounts vanish with their last descriptor.</summary>
public static unsafe class MountApi
{
    public const int CloneTree = 1;
    public const int CloseOnExec = OpenFlags.CloseOnExec;
    public const int FsConfigSetFlag = 0;
    public const int FsConfigSetString = 1;
    public const int FsConfigCreate = 6;
    public const int MoveFromEmptyPath = 0x04;
    public const int MoveToEmptyPath = 0x40;
    public const ulong PropagationPrivate = 1 << 18;
    private const int RecursivePropagation = 0x4000;

    /// <summary>A detached copy of the mount at the path. Recursive includes the mounts below it.</summary>
    public static int OpenTree(int directory, string path, bool recursive = false)
    {
        fixed (byte* text = Syscall.Text(path))
        {
            var flags = CloneTree | CloseOnExec | (path.Length == 0 ? OpenFlags.EmptyPath : 0) | (recursive ? OpenFlags.Recursive : 0);
            return (int)Syscall.Check(Syscall.Try(SyscallNumber.OpenTree, directory, (nint)text, flags), "open_tree", path);
        }
    }

    /// <summary>Changes attributes of a mount given by descriptor, and always makes its propagation private.</summary>
    public static void SetAttributes(int mount, MountFlags set, bool recursive, string path)
    {
        var attributes = new MountAttributes { Set = (ulong)set, Propagation = PropagationPrivate };
        SetAttributes(mount, attributes, recursive, path);
    }

    /// <summary>Changes attributes of a mount given by descriptor, and keeps its propagation.</summary>
    public static void SetAttributesOnly(int mount, MountFlags set, bool recursive, string path) =>
        SetAttributes(mount, new MountAttributes { Set = (ulong)set }, recursive, path);

    /// <summary>Changes the propagation of a mount given by descriptor.</summary>
    /// <param name="mount">The mount.</param>
    /// <param name="propagation">MS_PRIVATE, MS_SLAVE, MS_SHARED or MS_UNBINDABLE, with MS_REC for the mounts below.</param>
    /// <param name="path">For error messages.</param>
    public static void SetPropagation(int mount, int propagation, string path) =>
        SetAttributes(mount, new MountAttributes { Propagation = (ulong)(propagation & ~RecursivePropagation) }, (propagation & RecursivePropagation) != 0, path);

    /// <summary>Maps the owners of the detached mount's files through the user namespace: an owner stored as id n appears as the
    /// namespace's id n. EINVAL means that the file system does not support this (tmpfs before 6.3, most network file systems).</summary>
    public static void IdMap(int mount, int userNamespace, string path) =>
        SetAttributes(mount, new MountAttributes { Set = (ulong)MountFlags.IdMap, UserNamespace = (ulong)userNamespace }, false, path);

    private static void SetAttributes(int mount, MountAttributes attributes, bool recursive, string path)
    {
        byte empty = 0;
        var flags = OpenFlags.EmptyPath | (recursive ? OpenFlags.Recursive : 0);
        Syscall.Check(
            Syscall.Try(SyscallNumber.MountSetAttr, mount, (nint)(&empty), flags, (nint)(&attributes), sizeof(MountAttributes)), "mount_setattr", path);
    }

    /// <summary>Attaches a detached mount to an open directory or file.</summary>
    public static void Attach(int mount, int target, string path)
    {
        byte empty = 0;
        Syscall.Check(
            Syscall.Try(SyscallNumber.MoveMount, mount, (nint)(&empty), target, (nint)(&empty), MoveFromEmptyPath | MoveToEmptyPath), "move_mount", path);
    }

    /// <summary>Whether the place of the descriptor is read-only, because of the mount or the file system itself.</summary>
    public static bool IsReadOnly(int descriptor)
    {
        // struct statfs on 64 bits: f_flags at 80; ST_RDONLY is 1.
        var buffer = stackalloc byte[128];
        Syscall.Check(Syscall.Try(SyscallNumber.Fstatfs, descriptor, (nint)buffer), "fstatfs");
        return (*(long*)(buffer + 80) & 1) != 0;
    }

    /// <summary>Creates a detached mount of a file system.</summary>
    public static int Create(string type, ReadOnlySpan<(string Key, string? Value)> options, MountFlags flags)
    {
        int context;
        fixed (byte* name = Syscall.Text(type))
            context = (int)Syscall.Check(Syscall.Try(SyscallNumber.FsOpen, (nint)name, 1), "fsopen", type);
        try
        {
            foreach (var (key, value) in options)
            {
                fixed (byte* k = Syscall.Text(key), v = value is null ? null : Syscall.Text(value))
                {
                    var command = value is null ? FsConfigSetFlag : FsConfigSetString;
                    Syscall.Check(Syscall.Try(SyscallNumber.FsConfig, context, command, (nint)k, (nint)v), "fsconfig", $"{type} {key}={value}");
                }
            }

            Syscall.Check(Syscall.Try(SyscallNumber.FsConfig, context, FsConfigCreate), "fsconfig", type);
            return (int)Syscall.Check(Syscall.Try(SyscallNumber.FsMount, context, 1, (nint)flags), "fsmount", type);
        }
        finally
        {
            RawFile.Close(context);
        }
    }
}
