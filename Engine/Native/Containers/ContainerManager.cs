using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Native.Attach;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Execs;
using Panel.Engine.Native.Files;
using Panel.Engine.Native.Health;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Logs;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.Ranges;
using Panel.Engine.Native.Seccomp;
using Panel.Engine.Native.State;
using Panel.Engine.Native.Usage;
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
    private readonly ContainerEvents _events;
    private readonly FailureReasons _reasons;
    private readonly ExecRegistry _execs;
    private readonly ContainerExecs _commands;
    private readonly HealthProbe _probe;
    private readonly ContainerTerminals _terminals;
    private readonly ContainerLogs _logs;
    private readonly ContainerArchives _archives;
    private readonly ContainerBrowser _browser;
    private readonly ContainerContents _contents;
    private readonly ContainerProcesses _processes;
    private readonly ContainerUsages _usages;
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
        _filters = new SeccompFilters(services.Paths);
        _shims = new ShimProcess(services.Options.ShimPath, services.Paths.RunExecSpec(new string('0', 64), new string('0', 64)), services.Options.ShimEnvironment);
        _background = new BackgroundWork(services.Logger);
        _events = new ContainerEvents(services.Events);
        _reasons = new FailureReasons(services.Logger);
        _execs = new ExecRegistry(services.Time);
        var execEvents = new ExecEvents(_events);
        var runner = new ExecRunner(services.Paths, services.Images, _shims, _filters, _background, execEvents, services.Time);
        _commands = new ContainerExecs(_registry, _execs, runner, execEvents, _reasons);
        _probe = new HealthProbe(_execs, runner, execEvents, _reasons, services.Time);
        _terminals = new ContainerTerminals(_registry, services.Paths, _events);
        _logs = new ContainerLogs(_registry, services.Logs, services.Paths);
        _forwarding = new LogForwarding(_logs, services.Paths, _background, services.Time, services.Logger);
        var access = new ContainerFileAccess(_registry, services.Images, services.Paths);
        _archives = new ContainerArchives(_registry, access, services.Paths, _events);
        _browser = new ContainerBrowser(_registry, access, services.Paths, _events);
        _contents = new ContainerContents(_registry, services.Images, services.Paths);
        _processes = new ContainerProcesses(_registry, services.Paths, _events);
        _usages = new ContainerUsages(_registry, services.Paths, services.Time);
        _autoRemoved = new AutoRemovedExits(services.Time);
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
}
