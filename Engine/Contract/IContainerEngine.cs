namespace Panel.Engine.Contract;

/// <summary>What any engine can do, whether it is ours or a Docker socket behind the same contract.</summary>
/// <remarks>
/// Every method throws an <see cref="EngineException"/> for a refusal that the caller can act on. Identifiers are accepted as
/// Docker accepts them: the full id, a unique prefix of it, or the name.
/// </remarks>
public interface IContainerEngine : IAsyncDisposable
{
    /// <summary>Containers and their whole life.</summary>
    IContainers Containers { get; }

    /// <summary>Images in the local store.</summary>
    IImages Images { get; }

    /// <summary>Registries that images are pulled from and pushed to.</summary>
    IRegistries Registries { get; }

    /// <summary>Networks that containers join.</summary>
    INetworks Networks { get; }

    /// <summary>Named and anonymous volumes.</summary>
    IVolumes Volumes { get; }

    /// <summary>What happened, as it happens.</summary>
    IEngineEvents Events { get; }

    /// <summary>The machine that the engine runs on.</summary>
    IHostSystem System { get; }

    /// <summary>
    /// What the engine found on the disk and cannot use. Containers are not among it; they say so themselves (<see cref="ContainerState.Doubt"/>).
    /// </summary>
    IReadOnlyList<EngineProblem> Problems { get; }
}
