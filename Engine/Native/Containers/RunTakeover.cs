using Microsoft.Extensions.Logging;
using Panel.Engine.Native.Cgroups;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>Takes over a run that an earlier engine began.</summary>
internal sealed class RunTakeover(EnginePaths paths, string bootId, ContainerFiles files, ContainerPauser pauser, TimeProvider time, ILogger logger)
{
    /// <summary>The shim has answered.</summary>
    public void TakeUp(HeldContainer held, ShimLink link, ShimMessage started)
    {
        var container = held.Container;
        ForgetFormerExit(container, link);
        held.TakenUp(
            StartedRun.Of(started, bootId), Freezer.IsFrozen(paths.Cgroup(container.Config)),
            InitProcess.StartedAt(started.StartTimeTicks ?? 0, time));
        // Even if the kernel does not report it as frozen: the freeze may be in progress.
        if (held.State.PausedForCommit) pauser.Resume(held);
    }

    // As its start did, in case a backup brought it back: it would count as this run's, should the shim be killed. An end meanwhile comes
    // over the link.
    private void ForgetFormerExit(Container container, ShimLink link)
    {
        if (link.FormerExit is not { } former || files.LoadExit(container.Id) != former) return;
        try
        {
            File.Delete(paths.ContainerExit(container.Id));
        }
        catch (Exception fault) when (ContainerJournal.IsDiskFault(fault))
        {
            logger.CleanupFailed(fault, container.Id, "remove the exit record of an earlier run");
        }
    }
}
