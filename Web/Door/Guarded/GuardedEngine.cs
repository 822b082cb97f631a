using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Door.Guarded;

/// <summary>The engine as one actor may use it (ADR 0035): the only one that pages, hubs, endpoints and the Docker API get. Whatever the contract can do says here who may
/// do it and how it is recorded; a method that is added to the contract does not compile until it does.</summary>
public sealed class GuardedEngine : IContainerEngine
{
    private static readonly Operation Look = new("system.info", PanelRole.Viewer);
    private readonly IContainerEngine _engine;
    private readonly EngineDoor _door;

    /// <summary>Puts the door of one actor before the engine.</summary>
    public GuardedEngine(SystemEngine system, EngineDoor door, ContainerResources resources)
    {
        (_engine, _door) = (system.Engine, door);
        Containers = new GuardedContainers(_engine.Containers, door, resources);
        Images = new GuardedImages(_engine.Images, door);
        Registries = new GuardedRegistries(_engine.Registries, door);
        Networks = new GuardedNetworks(_engine.Networks, door);
        Volumes = new GuardedVolumes(_engine.Volumes, door);
        Events = new GuardedEvents(_engine.Events, door);
        System = new GuardedHostSystem(_engine.System, door);
    }

    /// <inheritdoc/>
    public IContainers Containers { get; }

    /// <inheritdoc/>
    public IImages Images { get; }

    /// <inheritdoc/>
    public IRegistries Registries { get; }

    /// <inheritdoc/>
    public INetworks Networks { get; }

    /// <inheritdoc/>
    public IVolumes Volumes { get; }

    /// <inheritdoc/>
    public IEngineEvents Events { get; }

    /// <inheritdoc/>
    public IHostSystem System { get; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<EngineProblem>> GetProblemsAsync(CancellationToken cancellationToken = default) => _door.ReadAsync(Look, "system", _engine.GetProblemsAsync, cancellationToken);

    /// <summary>Does nothing: the engine outlives each of its actors.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
