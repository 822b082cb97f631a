namespace Panel.Engine.Contract;

/// <summary>The operations of any engine, whether ours or a Docker socket behind the same contract.</summary>
/// <remarks>
/// Every method throws an <see cref="EngineException"/> for a refusal that the caller can act on. Identifiers are accepted as
/// Docker accepts them: the full id, a unique prefix of it, or the name.
/// </remarks>
public interface IContainerEngine : IAsyncDisposable
{
    /// <summary>Containers and their lifecycle.</summary>
    IContainers Containers { get; }

    /// <summary>Images in the local store.</summary>
    IImages Images { get; }

    /// <summary>Registries for pulls and pushes.</summary>
    IRegistries Registries { get; }

    /// <summary>Networks that containers join.</summary>
    INetworks Networks { get; }

    /// <summary>Named and anonymous volumes.</summary>
    IVolumes Volumes { get; }

    /// <summary>The engine's events.</summary>
    IEngineEvents Events { get; }

    /// <summary>The engine's machine.</summary>
    IHostSystem System { get; }

    /// <summary>What the engine found on the disk and cannot use. Containers are not included; they have
    /// <see cref="ContainerState.Doubt"/>.</summary>
    Task<IReadOnlyList<EngineProblem>> GetProblemsAsync(CancellationToken cancellationToken = default);
}
