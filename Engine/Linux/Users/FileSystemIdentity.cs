using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Processes;

namespace Panel.Engine.Linux.Users;

/// <summary>Creates files as another user, which a file system of a user namespace accepts from its own users only.</summary>
public static class FileSystemIdentity
{
    /// <summary>Does the work on its own thread, which then ends, because setfsuid(2) changes the thread. The thread keeps the process's
    /// capabilities.</summary>
    /// <param name="user">User on the host.</param>
    /// <param name="group">Group on the host.</param>
    /// <param name="work">The work; it must stay on its thread.</param>
    /// <exception cref="KernelException">The kernel refused; nothing was done.</exception>
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
        // The calls return the former id, whether they succeeded or not; a call with an impossible id returns the present one.
        if (Syscall.Try(SyscallNumber.SetFsUid, -1) != (nint)user || Syscall.Try(SyscallNumber.SetFsGid, -1) != (nint)group)
            throw new KernelException("setfsuid", $"{user}:{group}", Errno.EPERM);
        // Leaving uid 0 removes the file capabilities from the effective set (capabilities(7)); the permitted set still has them.
        Capabilities.RaisePermitted();
    }
}
