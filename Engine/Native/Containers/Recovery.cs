using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.State;
using Panel.Engine.Native.Volumes;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>Takes over the containers on the disk when the engine starts: it follows running ones again, and records the end of the others.</summary>
internal sealed class Recovery(
    ContainerRegistry registry, EnginePaths paths, string bootId, ContainerFiles files,
    ContainerLoader loader, UnknownRuns unknown, RunSweep sweep, RunWatcher watcher, RunTakeover takeover,
    LostRuns lost, ContainerRanges ranges, VolumeManager volumes, NetworkManager networks, LifeFollowers followers, ILogger logger)
{
    // After this time, the engine starts without its answer, which may still arrive later.
    private static readonly TimeSpan ShimPatience = TimeSpan.FromSeconds(3);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var shims = new LiveShims(paths);
        foreach (var id in files.Ids().ToList()) await RegisterAsync(loader.Load(id, shims), cancellationToken);
        foreach (var id in unknown.Find().Select(run => RunRemains.IdOf(paths, run)).OfType<string>().ToList())
            await RegisterAsync(loader.Load(id, shims), cancellationToken);
        var links = await Task.WhenAll(registry.All.Select(container => ConnectAsync(container, shims, cancellationToken)));
        List<EndpointLease> live =
        [
            .. links.Where(pair => pair.Link is not null).Select(pair => pair.Container.State.Lease).OfType<EndpointLease>(),
            .. unknown.Leases(),
        ];
        unknown.Note();
        await networks.StartAsync(live, cancellationToken);
        await sweep.RunAsync();
        foreach (var (container, link) in links) await ResumeAsync(container, link);
        logger.Recovered(
            registry.All.Count(container => container.IsRunning),
            registry.All.Count,
            registry.All.Count(container => container.Damage is not null),
            registry.All.Count(container => container.AwaitsShim));
    }

    private async Task RegisterAsync(Container container, CancellationToken cancellationToken)
    {
        // A name that another container took while this one's rename was half written, or a placeholder's name.
        var name = container.Name;
        for (var suffix = 2; !registry.TryReserveName(name, container.Id); suffix++) name = $"{container.Name}_{suffix}";
        if (name != container.Name)
        {
            using var held = await container.HoldAsync(cancellationToken);
            held.Call(name);
        }
        ranges.Reserve(container);
        volumes.Restore(container.Id, container.Config.Mounts);
        if (container is { Damage: not null, Config.Mounts.Count: 0 }) volumes.Doubt(container.Id);
        registry.Add(container);
        followers.Known(container);
    }

    /// <summary>Connects to the shim of a run of this boot; null when it is gone. An existing shim may not have answered yet.</summary>
    private async Task<(Container Container, ShimLink? Link)> ConnectAsync(Container container, LiveShims shims, CancellationToken cancellationToken)
    {
        if (!container.State.HasRun || container.State.BootId != bootId) return (container, null);
        using var held = await container.HoldAsync(cancellationToken);
        var link = watcher.LinkTo(container, shims.Run(container.Id) ? files.LoadExit(container.Id) : null);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ShimPatience);
        try
        {
            while (await link.ReadAsync(limit.Token) is { } message)
            {
                if (message.Kind != ShimMessageKind.Started) continue;
                takeover.TakeUp(held, link, message);
                return (container, link);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            held.AwaitShim();
            logger.ShimSilent(container.Name, container.Id);
            return (container, link);
        }
        link.Dispose();
        return (container, null);
    }

    private async Task ResumeAsync(Container container, ShimLink? link)
    {
        if (link is not null)
        {
            watcher.WatchFound(container, link);
            return;
        }
        using var held = await container.HoldAsync(CancellationToken.None);
        await lost.SettleAtStartAsync(held);
    }
}
