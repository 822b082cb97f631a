using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Mounts;

/// <summary>A mount namespace that no process is in: what is mounted there is reached by the descriptor of its root only, and is gone with this object.</summary>
public sealed unsafe class MountNamespace : IDisposable
{
    private const int NewMounts = 0x20000;
    private const int PrivateRecursive = (1 << 18) | 0x4000;
    private const int Detach = 2;
    private readonly SafeFileHandle _namespace;

    private MountNamespace(SafeFileHandle held, SafeFileHandle root) => (_namespace, Root) = (held, root);

    /// <summary>Its root directory. Paths are to be opened with it as the root of the walk.</summary>
    public SafeFileHandle Root { get; }

    /// <summary>Makes one on a thread of its own, which then ends: the namespace is the thread's.</summary>
    /// <param name="stage">An existing directory; in the namespace an empty tmpfs lies over it while it is built.</param>
    /// <param name="build">Mounts what is wanted, with that tmpfs as its working directory, and gives the open mount that becomes the root.</param>
    /// <exception cref="KernelException">The kernel did not permit it; nothing is left of it.</exception>
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

    /// <summary>Mounts a file system by its classic options, relative to the thread's working directory.</summary>
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
            // Nothing of the host stays in the namespace, where it would keep its file systems busy.
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
