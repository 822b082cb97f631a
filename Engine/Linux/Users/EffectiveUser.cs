using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Processes;

namespace Panel.Engine.Linux.Users;

/// <summary>Lets the calling thread of a root process act as another user for a moment, with all of root's rights.</summary>
public static class EffectiveUser
{
    /// <summary>Changes only the thread's effective user: its real user stays root, so that <see cref="Return"/> is permitted. Leaving uid
    /// 0 clears the effective capabilities (capabilities(7)), so they are raised again.</summary>
    /// <param name="uid">User on the host.</param>
    /// <exception cref="KernelException">The process does not run as root.</exception>
    public static void Become(long uid)
    {
        Set((nint)uid);
        Capabilities.RaisePermitted();
    }

    /// <summary>Makes the thread root again, which restores the effective capabilities.</summary>
    /// <exception cref="KernelException">The real user is not root.</exception>
    public static void Return() => Set(0);

    private static void Set(nint uid) => Syscall.Check(Syscall.Try(SyscallNumber.SetResUid, -1, uid, -1), "seteuid");
}
