using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.Cgroups;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>Releases what a run had. Whatever fails: the run is over, and the engine's next start removes the rest.</summary>
internal sealed class RunRelease(EnginePaths paths, string bootId, ContainerFiles files, NetworkManager networks, ILogger logger)
{
    /// <summary>Releases a run's resources in the network and the run root.</summary>
    public async Task ReleaseAsync(Container container, EndpointLease? lease)
    {
        if (lease is not null) await CleanUpAsync(container, "release its network", () => networks.ReleaseAsync(lease, CancellationToken.None));
        await CleanUpAsync(container, "remove its files of the run root", () => Task.Run(() => files.RemoveRun(container.Id)));
    }

    /// <summary>After a shim was killed: kills its init, if it is still the same process, and removes its cgroups.</summary>
    public Task KillLeftoversAsync(Container container, ContainerStateRecord run) =>
        CleanUpAsync(container, "end what its shim left", () => KillAsync(container, run));

    /// <summary>Does it, and logs its failure.</summary>
    public async Task CleanUpAsync(Container container, string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault)
        {
            // Whatever the error: the caller's work goes on.
            logger.CleanupFailed(fault, container.Id, what);
        }
    }

    private async Task KillAsync(Container container, ContainerStateRecord run)
    {
        if (run.BootId != bootId) return;
        InitProcess.Signal(run.Pid, run.StartTimeTicks, Signals.Kill);
        for (var waited = 0; waited < 100 && InitProcess.Lives(run.Pid, run.StartTimeTicks); waited++)
            await Task.Delay(20, CancellationToken.None);
        await CgroupSweep.RemoveAsync(paths.Cgroup(container.Config));
    }
}
