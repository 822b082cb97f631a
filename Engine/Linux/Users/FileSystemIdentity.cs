using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Processes;

namespace Panel.Engine.Linux.Users;

/// <summary>Makes files in another user's name, which a file system of a user namespace takes from its own users only.</summary>
public static class FileSystemIdentity
{
    /// <summary>Does the work on a thread of its own, which then ends: what setfsuid(2) changes is the thread's. It keeps the process's capabilities.</summary>
    /// <param name="user">User on the host.</param>
    /// <param name="group">Group on the host.</param>
    /// <param name="work">Must stay on its thread.</param>
    /// <exception cref="KernelException">The kernel did not permit it; nothing was done.</exception>
    public static Task RunAsync(uint user, uint group, Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                Become(user, group);
                work();
                done.SetResult();
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        })
        { IsBackground = true, Name = "files as another user" };
        thread.Start();
        return done.Task;
    }

    private static void Become(uint user, uint group)
    {
        Syscall.Try(SyscallNumber.SetFsGid, (nint)group);
        Syscall.Try(SyscallNumber.SetFsUid, (nint)user);
        // They tell the former id whether or not they worked; asking for an impossible one tells the present one.
        if (Syscall.Try(SyscallNumber.SetFsUid, -1) != (nint)user || Syscall.Try(SyscallNumber.SetFsGid, -1) != (nint)group)
            throw new KernelException("setfsuid", $"{user}:{group}", Errno.EPERM);
        // Leaving uid 0 takes the file capabilities out of the effective set (capabilities(7)); the permitted one still has them.
        Capabilities.RaisePermitted();
    }
}
