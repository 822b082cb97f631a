using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Processes;

namespace Panel.Engine.Linux.Users;

/// <summary>Lets the calling thread of a process of root act as another user for a moment, with all that root may.</summary>
public static class EffectiveUser
{
    /// <summary>
    /// Changes the thread's effective user only: its real user stays root, so that <see cref="Return"/> is permitted. Leaving uid 0 empties the effective
    /// capabilities (capabilities(7)); they are raised again.
    /// </summary>
    /// <param name="uid">User on the host.</param>
    /// <exception cref="KernelException">The process is not root's.</exception>
    public static void Become(long uid)
    {
        Set((nint)uid);
        Capabilities.RaisePermitted();
    }

    /// <summary>Makes the thread root's again; that gives it the effective capabilities back.</summary>
    /// <exception cref="KernelException">The real user is not root.</exception>
    public static void Return() => Set(0);

    private static void Set(nint uid) => Syscall.Check(Syscall.Try(SyscallNumber.SetResUid, -1, uid, -1), "seteuid");
}
