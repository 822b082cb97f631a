using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Execs;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Logs;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.Ranges;
using Panel.Engine.Native.Seccomp;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.State;
using Panel.Engine.Native.Volumes;

namespace Panel.Engine.Native.Containers;

/// <summary>The services that containers need.</summary>
internal sealed record ContainerServices(
    EngineOptions Options, EnginePaths Paths, string BootId, ImageStore Images, NetworkManager Networks, VolumeManager Volumes,
    LogReader Logs, EventBus Events, TimeProvider Time, ILogger Logger, KeptProblems Problems);

/// <summary>The containers of this machine. One file for each verb.</summary>
internal sealed partial class ContainerManager : IContainers, IAsyncDisposable
{
    private readonly ContainerServices _services;
    private readonly ContainerRegistry _registry = new();
    private readonly ContainerWatchers _watchers;
    private readonly ContainerFiles _files;
    private readonly UserNamespaceRanges _ranges;
    private readonly SeccompFilters _filters;
    private readonly ShimProcess _shims;
    private readonly BackgroundWork _background;
    private readonly ImageClaims _claims;
    private readonly LogForwarding _forwarding;
    private readonly AutoRemovedExits _autoRemoved;
    private readonly EngineCgroups _cgroups;
    private IReadOnlyList<ImageUser> _unknownRuns = [];
    private readonly bool _isCgroupV2 = CgroupHost.Detect().IsV2;

    public ContainerManager(ContainerServices services)
    {
        _services = services;
        _watchers = new ContainerWatchers(_registry);
        _files = new ContainerFiles(services.Paths, new DraftFiles(TimeProvider.System, (path, fault) => services.Logger.DraftNotKept(fault, path)));
        _ranges = new UserNamespaceRanges(
            services.Options.UserNamespaceFirstId, new RangeRegistry(services.Paths, services.Options.UserNamespaceRegistry, ["/etc/subuid", "/etc/subgid"], instance => CgroupSweep.Containers(instance).Count > 0));
        _cgroups = new EngineCgroups(services.Paths, services.BootId, () => _registry.All.Select(container => container.Config.CgroupParent));
        _execs = new ExecRegistry(services.Time);
        _filters = new SeccompFilters(services.Paths);
        _shims = new ShimProcess(services.Options.ShimPath, services.Paths.RunExecSpec(new string('0', 64), new string('0', 64)), services.Options.ShimEnvironment);
        _background = new BackgroundWork(services.Logger);
        _forwarding = new LogForwarding(services, _background, ReadLogsAsync);
        _autoRemoved = new AutoRemovedExits(services.Time);
        _usage = new(ReadUsage, TimeSpan.FromSeconds(1), services.Time);
        services.Volumes.NameOf = id => _registry.ById(id)?.Name;
        _claims = new ImageClaims(services.Images);
        // The claims first: a claim that is released in between is already in the registry.
        services.Images.Users = () => [.. _claims.Users, .. _unknownRuns, .. _registry.All.Select(container => new ImageUser(container.Id, container.Name, container.Config.ImageId, container.IsRunning))];
    }

    /// <summary>The number of list followers, for tests of leaks.</summary>
    internal int WatcherCount => _watchers.Count;

    public async ValueTask DisposeAsync()
    {
        await _background.DisposeAsync();
        _shims.Dispose();
        ReturnRanges();
        _files.Dispose();
    }

    private void Publish(Container container, string action, params ReadOnlySpan<(string Key, string Value)> attributes) =>
        _services.Events.Publish("container", action, container.Id, container.Name, container.Config.Labels, [.. attributes, .. Who(container)]);

    private static (string Key, string Value)[] Who(Container container) => [("image", container.Config.Spec.Image), ("name", container.Name)];

    /// <summary>Docker's events for what a run has joined: its network, then its volumes. A container in another one's network has joined
    /// none.</summary>
    private void PublishJoined(Container container)
    {
        PublishNetwork(container, "connect");
        foreach (var mount in VolumesOf(container))
        {
            _services.Events.Publish(
                "volume", "mount", mount.Source!, mount.Source!,
                ("driver", "local"), ("container", container.Id), ("destination", mount.Target), ("read/write", mount.ReadOnly ? "false" : "true"), ("propagation", ""));
        }
    }

    private void PublishLeft(Container container)
    {
        PublishNetwork(container, "disconnect");
        foreach (var mount in VolumesOf(container))
            _services.Events.Publish("volume", "unmount", mount.Source!, mount.Source!, ("driver", "local"), ("container", container.Id));
    }

    private void PublishNetwork(Container container, string action)
    {
        var network = container.Config.Spec.NetworkMode;
        if (NamespaceMode.Parse(network).Kind != NamespaceModeKind.Container)
            _services.Events.Publish("network", action, network, network, ("container", container.Id), ("type", network == "none" ? "null" : network));
    }

    private static IEnumerable<MountSpec> VolumesOf(Container container) => container.Config.Mounts.Where(mount => mount.Kind == MountKind.Volume);

    private static void RefuseDead(Container container)
    {
        if (container.Removing) throw new ConflictException($"The removal of container {container.Name} is already in progress");
        if (container.State.Status == ContainerStatus.Dead) throw new ConflictException($"The container {container.Name} is dead and can only be removed: {container.State.Error}");
    }

    /// <summary>Its configuration is unknown: a placeholder must not overwrite a file that may be restored, and a restart would fail after
    /// the stop.</summary>
    private static void RefuseDamaged(Container container, string verb)
    {
        if (container.Damage is { } damage) throw new ConflictException($"The container {container.Name} cannot be {verb}. {damage}");
    }

    /// <summary>It may have a run that only its shim knows.</summary>
    private static void RefuseUnanswered(Container container)
    {
        if (!container.AwaitsShim) return;
        throw new ConflictException(
            $"The shim of the container {container.Name} has not answered since the engine started; the engine keeps waiting for it. "
            + "If it never answers, remove the container by force.");
    }

    private static void RefuseNotUnderstood(Container container)
    {
        if (container.Config.Unread is not { Count: > 0 } unread) return;
        throw new ConflictException(
            $"A newer version of the panel configured the container {container.Name}, and this version does not understand "
            + $"{string.Join(", ", unread)} in its config.json. Start it with that version, or create it again.");
    }
}
