using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Shim.Start;

/// <summary>Runs the parent's steps, names the failing one, and injects failures for tests.</summary>
internal sealed class StartSteps
{
    public string? FailAt { get; } = Environment.GetEnvironmentVariable("PANEL_SHIM_FAIL_AT");

    public void Run(string step, Action work)
    {
        try
        {
            work();
        }
        catch (KernelException e)
        {
            throw new StartFailure(step, e.Errno, e.Path, e.Message);
        }
        catch (NetlinkException e)
        {
            throw new StartFailure(step, e.Errno, "", e.Message);
        }
        catch (Exception e) when (e is not StartFailure)
        {
            throw new StartFailure(step, 0, "", e is Linux.Users.UnknownUserException user ? user.Message : Cause.Of(e));
        }

        // After the work, so that there is something to undo.
        if (step == FailAt)
            throw new StartFailure(step, Errno.EIO, "", "injected failure");
    }
}
