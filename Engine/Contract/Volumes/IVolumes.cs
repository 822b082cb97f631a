namespace Panel.Engine.Contract;

/// <summary>Named and anonymous volumes.</summary>
public interface IVolumes
{
    /// <summary>Lists volumes by name.</summary>
    Task<IReadOnlyList<VolumeDetails>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes a volume; one that is there already is returned as it is, as by Docker.</summary>
    /// <param name="name">Name, <c>[a-zA-Z0-9][a-zA-Z0-9_.-]+</c>; null makes an anonymous one.</param>
    /// <param name="labels">Labels of a new one.</param>
    /// <param name="cancellationToken">Cancels before it is made.</param>
    /// <exception cref="InvalidInputException">The name is none.</exception>
    Task<VolumeDetails> CreateAsync(string? name = null, IReadOnlyDictionary<string, string>? labels = null, CancellationToken cancellationToken = default);

    /// <summary>Bytes that a volume takes on disk.</summary>
    /// <exception cref="ObjectNotFoundException">There is none of that name.</exception>
    Task<long> GetSizeAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Removes a volume and what it holds.</summary>
    /// <exception cref="ObjectInUseException">A container, running or not, uses it.</exception>
    Task RemoveAsync(string name, CancellationToken cancellationToken = default);
}

/// <summary>A volume.</summary>
/// <param name="Name">Its name; an anonymous one has 64 hexadecimal characters.</param>
/// <param name="Anonymous">Made for one container.</param>
/// <param name="Mountpoint">Host path of what it holds.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UsedBy">Names of the containers that use it.</param>
public sealed record VolumeDetails(string Name, bool Anonymous, string Mountpoint, DateTimeOffset CreatedAt, IReadOnlyList<string> UsedBy)
{
    /// <summary>Labels that it was made with.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
