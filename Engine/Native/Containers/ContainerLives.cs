using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Native.Cgroups;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Ranges;

namespace Panel.Engine.Native.Containers;

/// <summary>
/// The parts of the containers' life, put together: creation, start, end, restart, removal, and the takeover by the next engine. What may
/// follow on what is in <see cref="LifeTable"/>.
/// </summary>
internal sealed class ContainerLives : IAsyncDisposable
{
    private readonly ContainerBasics _basics;
    private readonly ContainerRanges _ranges;
    private readonly EngineCgroups _cgroups;
    private readonly RestartPolicies _restarts;
    private readonly Recovery _recovery;
    private readonly UnknownRuns _unknown;

    /// <param name="basics">What the services beside it need, too.</param>
    /// <param name="followers">The services that go along with a container's life.</param>
    public ContainerLives(ContainerBasics basics, LifeFollowers followers)
    {
        _basics = basics;
        var (services, registry, files, events) = (basics.Services, basics.Registry, basics.Files, basics.Events);
        var (paths, bootId, time, logger, networks) = (services.Paths, services.BootId, services.Time, services.Logger, services.Networks);
        _ranges = new ContainerRanges(registry, Ranges(services), logger);
        _cgroups = new EngineCgroups(paths, bootId, () => registry.All.Select(container => container.Config.CgroupParent));
        _unknown = new UnknownRuns(registry, paths, bootId, files, services.Problems);
        var host = new HostShutdown();
        var release = new RunRelease(paths, bootId, files, networks, logger);
        Pauser = new ContainerPauser(registry, paths, events);
        var disposal = new ContainerDisposal(
            registry, paths, files, _ranges, services.Volumes, services.Images, _cgroups,
            followers, basics.Exits, basics.Background, release, events, basics.Reasons);
        // The end of a run may begin the next one, so the circle is closed through a variable.
        RunStarter? starter = null;
        _restarts = new RestartPolicies((held, before, token) => starter!.RunAsync(held, before, token), basics.Background, time, logger);
        var ends = new RunEnds(release, _restarts, disposal, followers, events, host, time, logger);
        var lost = new LostRuns(bootId, files, release, ends, disposal, time);
        var takeover = new RunTakeover(paths, bootId, files, Pauser, time, logger);
        var watcher = new RunWatcher(paths, files, ends, lost, takeover, _restarts, followers, basics.Background, time, logger);
        starter = new RunStarter(
            bootId, new RunPreparation(registry, paths, services.Images, networks, services.Volumes, _ranges),
            new RunFiles(paths, bootId, CgroupHost.Detect().IsV2, files, networks, basics.Filters, registry, basics.Shared), files, _cgroups,
            new ShimStart(paths, basics.Shims, networks, registry), release, watcher, events, basics.Reasons, time, logger);
        Starter = new ContainerStarter(registry, starter, disposal);
        Stopper = new ContainerStopper(registry, Pauser, events, host, time);
        Restarter = new ContainerRestarter(registry, Stopper, Starter, events);
        Remover = new ContainerRemover(registry, paths, Stopper, disposal);
        Changes = new ContainerChanges(registry, paths, basics.Journal, events);
        var claims = new ImageClaims(services.Images);
        Creation = new ContainerCreation(
            registry, services.Options, paths, files, services.Images, claims, services.Volumes,
            _ranges, basics.Filters, basics.Shared, basics.Journal, followers, events, time);
        _recovery = new Recovery(
            registry, paths, bootId, files, new ContainerLoader(services, files, basics.Journal), _unknown,
            new RunSweep(registry, paths, _cgroups, _unknown, logger), watcher, takeover, lost,
            _ranges, services.Volumes, networks, followers, logger);
        services.Volumes.NameOf = id => registry.ById(id)?.Name;
        // The claims first: a claim that is released in between is already in the registry.
        services.Images.Users = () => [.. claims.Users, .. _unknown.Users, .. registry.All.Select(User)];
    }

    public ContainerCreation Creation { get; }

    public ContainerStarter Starter { get; }

    public ContainerStopper Stopper { get; }

    public ContainerRestarter Restarter { get; }

    public ContainerPauser Pauser { get; }

    public ContainerRemover Remover { get; }

    public ContainerChanges Changes { get; }

    /// <summary>Whether a container is running, or may be because its shim has not answered yet.</summary>
    public bool MayRunAny =>
        _unknown.Users.Count > 0 || _basics.Registry.All.Any(container => container.IsRunning || container.State.HasRun || container.AwaitsShim);

    /// <summary>Takes over the containers on the disk.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await _recovery.RunAsync(cancellationToken);
        _basics.Shims.Prepare();
    }

    /// <summary>Starts the containers whose restart policy requires it. Separate from <see cref="RecoverAsync"/>, so that the engine
    /// answers before they run.</summary>
    public void ApplyRestartPolicies() => _restarts.RunAll(_basics.Registry.All);

    /// <summary>Removes the engine's cgroups if they are empty. Nothing is running any more, and nothing will start.</summary>
    public void LeaveCgroups() => _cgroups.Leave();

    /// <summary>Releases the containers, which keep running.</summary>
    public async ValueTask DisposeAsync()
    {
        await _basics.DisposeAsync();
        _ranges.Return();
    }

    private static ImageUser User(Container container) => new(container.Id, container.Name, container.Config.ImageId, container.IsRunning);

    private static UserNamespaceRanges Ranges(ContainerServices services) => new(
        services.Options.UserNamespaceFirstId,
        new RangeRegistry(services.Paths, services.Options.UserNamespaceRegistry, ["/etc/subuid", "/etc/subgid"],
            instance => CgroupSweep.Containers(instance).Count > 0));
}
