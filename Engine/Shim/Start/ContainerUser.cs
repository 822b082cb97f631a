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
        if (!IsRegular(file))
        {
            RawFile.Close(file);
            throw new KernelException("read", $"/{path} of the image: it must be a regular file", Errno.EINVAL);
        }

        var bytes = RawFile.ReadAndClose(RawFile.Open($"/proc/self/fd/{file}", OpenFlags.ReadOnly), "/" + path, LargestFile);
        RawFile.Close(file);
        return Encoding.UTF8.GetString(bytes);
    }

    private static bool IsRegular(int file)
    {
        // struct statx: stx_mode is the 16-bit word at 28.
        const int typeMask = 0xF000;
        const int regular = 0x8000;
        var buffer = stackalloc byte[256];
        byte empty = 0;
        Syscall.Check(Syscall.Try(SyscallNumber.Statx, file, (nint)(&empty), OpenFlags.EmptyPath, 1, (nint)buffer), "statx");
        return (*(ushort*)(buffer + 28) & typeMask) == regular;
    }
}
