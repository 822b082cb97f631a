using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Host;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Logs;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.State;
using Panel.Engine.Native.Volumes;
using Panel.Engine.Registry;

namespace Panel.Engine.Native;

/// <summary>The engine on this machine's kernel.</summary>
public sealed class NativeEngine : IContainerEngine
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly DataRootLock _lock;
    private readonly KeptProblems _problems = new();
    private readonly EventBus _events;
    private readonly ImageStore _images;
    private readonly NetworkManager _networks;
    private readonly VolumeManager _volumes;
    private readonly LogReader _logs;
    private readonly NativeContainers _containers;
    private bool _recovered;

    private NativeEngine(EngineOptions options, EnginePaths paths, DataRootLock held, ILoggerFactory loggers, TimeProvider time)
    {
        _lock = held;
        _events = new EventBus(time);
        _images = new ImageStore(paths, _events, loggers.CreateLogger<ImageStore>(), time) { Registries = options.Registries, Limits = new() { MaxBytes = options.MaxLayerBytes } };
        Registries = new RegistryClient(options.Registries, time);
        _networks = new NetworkManager(
            new NetworkSettings
            {
                InstanceName = paths.InstanceName,
                StateDirectory = paths.DataRoot,
                BridgeName = paths.BridgeName,
                Subnet = options.Subnet,
                Problems = _problems,
            },
            loggers.CreateLogger<NetworkManager>());
        _volumes = new VolumeManager(paths, _events, time, _problems);
        _logs = new LogReader(loggers.CreateLogger<LogReader>());
        _containers = new NativeContainers(new ContainerServices(
            options, paths, BootIdentity.Current(options), _images, _networks, _volumes, _logs, _events, time,
            loggers.CreateLogger("Panel.Engine.Containers"), _problems));
        System = new HostSystem(paths);
        Paths = paths;
    }

    public IContainers Containers => _containers;

    public IImages Images => _images;

    public IRegistries Registries { get; }

    public INetworks Networks => _networks;

    public IVolumes Volumes => _volumes;

    /// <summary>The engine's events.</summary>
    public EventBus Events => _events;

    IEngineEvents IContainerEngine.Events => _events;

    public IHostSystem System { get; }

    /// <summary>What the engine found on the disk and cannot use.</summary>
    public IReadOnlyList<EngineProblem> Problems => _problems.All;

    Task<IReadOnlyList<EngineProblem>> IContainerEngine.GetProblemsAsync(CancellationToken cancellationToken) => Task.FromResult(Problems);

    /// <summary>The engine's paths.</summary>
    public EnginePaths Paths { get; }

    /// <summary>Starts the engine and takes over running containers.</summary>
    /// <exception cref="ConflictException">Another engine uses the data root.</exception>
    /// <exception cref="InvalidInputException">The options are wrong.</exception>
    public static Task<NativeEngine> StartAsync(EngineOptions options, ILoggerFactory loggers, CancellationToken cancellationToken = default) =>
        StartAsync(options, loggers, TimeProvider.System, cancellationToken);

    /// <summary>Starts the engine with another clock.</summary>
    public static async Task<NativeEngine> StartAsync(EngineOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken = default)
    {
        options.Validate();
        var paths = new EnginePaths(options);
        foreach (var directory in (string[])[paths.DataRoot, paths.ContainersRoot, paths.VolumesRoot, paths.TemporaryRoot, paths.RunRoot, paths.RunContainersRoot])
            AtomicFile.CreateDirectory(directory, Private);
        var held = DataRootLock.Take(paths);
        NativeEngine? engine = null;
        try
        {
            TemporaryFiles.Sweep(paths.TemporaryRoot, loggers.CreateLogger("Panel.Engine.State"));
            engine = new NativeEngine(options, paths, held, loggers, time);
            await engine._images.ReadAsync(cancellationToken);
            engine._volumes.Load();
            await engine._containers.Lives.RecoverAsync(cancellationToken);
            await engine._images.SweepAsync(cancellationToken);
            engine._containers.Lives.ApplyRestartPolicies();
            engine._recovered = true;
            return engine;
        }
        catch
        {
            if (engine is not null) await engine.DisposeAsync();
            else held.Dispose();
            throw;
        }
    }

    /// <summary>Releases the containers, which keep running. When none is running, only the engine's files stay on the host.</summary>
    public async ValueTask DisposeAsync()
    {
        await _containers.DisposeAsync();
        // An engine that did not find out what is running leaves everything unchanged.
        if (_recovered && !_containers.Lives.MayRunAny) await LeaveHostAsync();
        _logs.Dispose();
        _volumes.Dispose();
        await _networks.DisposeAsync();
        _lock.Dispose();
    }

    private async Task LeaveHostAsync()
    {
        try
        {
            await _networks.RemoveUnusedAsync();
            _containers.Lives.LeaveCgroups();
        }
        catch (Exception error) when (error is EngineException or IOException or UnauthorizedAccessException)
        {
            _networks.LogLeftBehind(error);
        }
    }
}
