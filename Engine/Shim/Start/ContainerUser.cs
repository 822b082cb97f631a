using System.Text;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Users;
using Panel.Engine.Protocol;

namespace Panel.Engine.Shim.Start;

/// <summary>Finds the user in the container's own passwd and group files, which a hostile image may have written.</summary>
internal static unsafe class ContainerUser
{
    private const int LargestFile = 16 * 1024 * 1024;
    private const int Regular = 0x8000;
    private const int CharacterDevice = 0x2000;

    private static readonly (uint Major, uint Minor) NullDevice = (1, 3);

    /// <param name="root">The container's root directory.</param>
    /// <param name="process">The process with the user's name.</param>
    public static ResolvedUser Resolve(int root, ProcessSpec process)
    {
        var passwd = Read(root, "etc/passwd");
        var group = Read(root, "etc/group");
        return UserResolver.Resolve(process.User, passwd, group, process.AdditionalGroups);
    }

    // Opened as a path first: opening a device or a pipe has side effects or blocks (ISOLATION.md, I13).
    private static string Read(int root, string path)
    {
        var file = OpenAt2.Try(root, path, OpenFlags.Path, 0, ResolveFlags.InRoot | ResolveFlags.NoMagicLinks);
        if (file is -Errno.ENOENT or -Errno.ENOTDIR)
            return "";
        Syscall.Check(file, "open", "/" + path);
        var (type, device) = Kind(file);
        if (type != Regular)
        {
            RawFile.Close(file);
            // A mask over the file is /dev/null, in which nobody is listed.
            if (type == CharacterDevice && device == NullDevice)
                return "";
            throw new KernelException("read", $"/{path} of the image: it must be a regular file", Errno.EINVAL);
        }

        var bytes = RawFile.ReadAndClose(RawFile.Open($"/proc/self/fd/{file}", OpenFlags.ReadOnly), "/" + path, LargestFile);
        RawFile.Close(file);
        return Encoding.UTF8.GetString(bytes);
    }

    private static (int Type, (uint Major, uint Minor) Device) Kind(int file)
    {
        // struct statx: stx_mode is the 16-bit word at 28, stx_rdev_major and stx_rdev_minor are the 32-bit words at 128 and 132.
        const int typeMask = 0xF000;
        var buffer = stackalloc byte[256];
        byte empty = 0;
        Syscall.Check(Syscall.Try(SyscallNumber.Statx, file, (nint)(&empty), OpenFlags.EmptyPath, 1, (nint)buffer), "statx");
        return (*(ushort*)(buffer + 28) & typeMask, (*(uint*)(buffer + 128), *(uint*)(buffer + 132)));
    }
}
