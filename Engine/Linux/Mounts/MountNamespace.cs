using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Mounts;

/// <summary>A mount namespace without processes: its mounts are accessible only through the descriptor of its root, and disappear with this
/// object.</summary>
public sealed unsafe class MountNamespace : IDisposable
{
    private const int NewMounts = 0x20000;
    private const int PrivateRecursive = (1 << 18) | 0x4000;
    private const int Detach = 2;
    private readonly SafeFileHandle _namespace;

    private MountNamespace(SafeFileHandle held, SafeFileHandle root) => (_namespace, Root) = (held, root);

    /// <summary>Its root directory. Paths must be opened with it as the root of the walk.</summary>
    public SafeFileHandle Root { get; }

    /// <summary>Creates a namespace on its own thread, which then ends, because the namespace belongs to the thread.</summary>
    /// <param name="stage">An existing directory; an empty tmpfs covers it in the namespace during the build.</param>
    /// <param name="build">Creates the mounts, with that tmpfs as its working directory, and returns the open mount that becomes the root.</param>
    /// <exception cref="KernelException">The kernel refused; nothing is left behind.</exception>
    public static MountNamespace Create(string stage, Func<SafeFileHandle> build)
    {
        MountNamespace? made = null;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                made = Build(stage, build);
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        }, 512 * 1024)
        { IsBackground = true, Name = "mounts of its own" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return made!;
    }

    /// <summary>Mounts a file system with its classic options, relative to the thread's working directory.</summary>
    public static void Mount(string type, string target, string options)
    {
        const int noSetUid = 2, noDevices = 4, noPrograms = 8;
        fixed (byte* name = Syscall.Text(type), at = Syscall.Text(target), text = Syscall.Text(options))
            Syscall.Check(Syscall.Try(SyscallNumber.Mount, (nint)name, (nint)at, (nint)name, noSetUid | noDevices | noPrograms, (nint)text), $"mount {type}", target);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Root.Dispose();
        _namespace.Dispose();
    }

    private static MountNamespace Build(string stage, Func<SafeFileHandle> build)
    {
        Syscall.Check(Syscall.Try(SyscallNumber.Unshare, NewMounts), "unshare", "mount namespace");
        var held = OpenAt2.Host("/proc/thread-self/ns/mnt", OpenFlags.ReadOnly);
        SafeFileHandle? root = null;
        try
        {
            fixed (byte* top = Syscall.Text("/"))
                Syscall.Check(Syscall.Try(SyscallNumber.Mount, 0, (nint)top, 0, PrivateRecursive), "make private", "/");
            EnterStage(stage);
            root = build();
            // None of the host's mounts stay in the namespace, where they would keep file systems busy.
            Syscall.Check(Syscall.Try(SyscallNumber.Fchdir, (int)root.DangerousGetHandle()), "fchdir", "root");
            fixed (byte* here = Syscall.Text("."))
            {
                Syscall.Check(Syscall.Try(SyscallNumber.PivotRoot, (nint)here, (nint)here), "pivot_root");
                Syscall.Check(Syscall.Try(SyscallNumber.Umount2, (nint)here, Detach), "umount the old root");
            }

            return new MountNamespace(held, root);
        }
        catch
        {
            root?.Dispose();
            held.Dispose();
            throw;
        }
    }

    private static void EnterStage(string stage)
    {
        var mount = MountApi.Create("tmpfs", [("mode", "0700"), ("size", "1m")], MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec);
        try
        {
            using var place = OpenAt2.Host(stage, OpenFlags.Path | OpenFlags.Directory);
            MountApi.Attach(mount, (int)place.DangerousGetHandle(), stage);
            Syscall.Check(Syscall.Try(SyscallNumber.Fchdir, mount), "fchdir", stage);
        }
        finally
        {
            RawFile.Close(mount);
        }
    }
}
