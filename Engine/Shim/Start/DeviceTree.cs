using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Protocol;

namespace Panel.Engine.Shim.Start;

/// <summary>The container's /dev, which the shim creates as a detached tmpfs: a user namespace may neither create device nodes nor use
/// those in its own tmpfs, but it may be given this one. It belongs to the container's root.</summary>
internal static unsafe class DeviceTree
{
    private const int CharacterDevice = 0x2000;

    /// <param name="owner">Host id of the container's root.</param>
    /// <param name="tty">Whether there is a console.</param>
    /// <param name="more">The caller's devices.</param>
    /// <param name="hasSharedMemory">Whether a /dev/shm will be mounted.</param>
    public static int Create(long owner, bool tty, IReadOnlyList<DeviceSpec> more, bool hasSharedMemory)
    {
        var mount = MountApi.Create("tmpfs", [("mode", "755"), ("size", "65536k")], MountFlags.NoSuid | MountFlags.StrictAtime);
        foreach (var (name, major, minor) in new (string, int, int)[]
            { ("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9), ("tty", 5, 0) })
        {
            Node(mount, name, CharacterDevice | 0x1B6 /* 0666 */, (major << 8) | minor);
            Own(mount, name, owner, owner);
        }

        foreach (var (name, target) in new (string, string)[]
            { ("ptmx", "pts/ptmx"), ("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2"), ("core", "/proc/kcore") })
        {
            if (name == "core" && !RawFile.Exists(target))
                continue;
            fixed (byte* link = Syscall.Text(name), to = Syscall.Text(target))
                Syscall.Check(Syscall.Try(SyscallNumber.SymlinkAt, (nint)to, mount, (nint)link), "symlink", "/dev/" + name);
            Own(mount, name, owner, owner);
        }

        foreach (var name in hasSharedMemory ? (string[])["pts", "mqueue", "shm"] : ["pts", "mqueue"])
        {
            MakeDirectory(mount, name, owner);
        }

        foreach (var device in more)
            Add(mount, device, owner);

        if (tty)
        {
            const int regular = 0x8000;
            Node(mount, "console", regular | 0x180 /* 0600 */, 0);
        }

        Own(mount, "", owner, owner);
        return mount;
    }

    // A name such as net/tun includes its directory; a default node of the same name is replaced. This runs with the host's rights, so each
    // part is opened separately: neither a leading slash nor the links in /dev (fd leads to the shim's own descriptors) lead out of the
    // mount.
    private static void Add(int mount, DeviceSpec device, long owner)
    {
        var parts = device.Name.Split('/');
        var parent = mount;
        foreach (var part in parts.AsSpan(0, parts.Length - 1))
        {
            MakeDirectory(parent, part, owner);
            var next = OpenAt2.Try(parent, part, OpenFlags.Path | OpenFlags.Directory, 0, ResolveFlags.Beneath | ResolveFlags.NoSymlinks);
            if (parent != mount)
                RawFile.Close(parent);
            parent = (int)Syscall.Check(next, "open", "/dev/" + device.Name);
        }

        var name = parts[^1];
        fixed (byte* text = Syscall.Text(name))
            Syscall.Try(SyscallNumber.UnlinkAt, parent, (nint)text);
        const int blockDevice = 0x6000;
        Node(parent, name, (device.IsBlock ? blockDevice : CharacterDevice) | device.Mode, Number(device.Major, device.Minor));
        Own(parent, name, owner + device.Uid, owner + device.Gid);
        if (parent != mount)
            RawFile.Close(parent);
    }

    // The kernel's form of a device number (include/linux/kdev_t.h, new_encode_dev).
    private static int Number(int major, int minor) => (minor & 0xFF) | (major << 8) | ((minor & ~0xFF) << 12);

    private static void MakeDirectory(int mount, string name, long owner)
    {
        fixed (byte* text = Syscall.Text(name))
        {
            var result = Syscall.Try(SyscallNumber.MkdirAt, mount, (nint)text, 0x1ED /* 0755 */);
            if (result == -Errno.EEXIST)
                return;
            Syscall.Check(result, "mkdir", "/dev/" + name);
        }

        Own(mount, name, owner, owner);
    }

    private static void Node(int mount, string name, int mode, int device)
    {
        fixed (byte* text = Syscall.Text(name))
            Syscall.Check(Syscall.Try(SyscallNumber.MknodAt, mount, (nint)text, mode, device), "mknod", "/dev/" + name);
    }

    private static void Own(int mount, string name, long uid, long gid)
    {
        if (uid == 0 && gid == 0)
            return;
        fixed (byte* text = Syscall.Text(name))
        {
            var flags = OpenFlags.SymlinkNoFollow | OpenFlags.EmptyPath;
            Syscall.Check(Syscall.Try(SyscallNumber.FchownAt, mount, (nint)text, (nint)uid, (nint)gid, flags), "chown", "/dev/" + name);
        }
    }
}
