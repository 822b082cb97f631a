namespace Panel.Engine.Contract;

/// <summary>Named and anonymous volumes.</summary>
public interface IVolumes
{
    /// <summary>Lists volumes by name.</summary>
    Task<IReadOnlyList<VolumeDetails>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Creates a volume, or returns the existing one with that name, as Docker does.</summary>
    /// <param name="name">Name, <c>[a-zA-Z0-9][a-zA-Z0-9_.-]+</c>; null creates an anonymous volume.</param>
    /// <param name="labels">Labels of a new volume.</param>
    /// <param name="cancellationToken">Cancels before the creation.</param>
    /// <exception cref="InvalidInputException">The name is invalid.</exception>
    Task<VolumeDetails> CreateAsync(string? name = null, IReadOnlyDictionary<string, string>? labels = null, CancellationToken cancellationToken = default);

    /// <summary>The size of a volume on disk, in bytes.</summary>
    /// <exception cref="ObjectNotFoundException">There is none with that name.</exception>
    Task<long> GetSizeAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Removes a volume and its data.</summary>
    /// <exception cref="ObjectInUseException">A container, running or not, uses it.</exception>
    Task RemoveAsync(string name, CancellationToken cancellationToken = default);
}

/// <summary>A volume.</summary>
/// <param name="Name">Its name; an anonymous one has 64 hexadecimal characters.</param>
/// <param name="Anonymous">Whether it was created for one container.</param>
/// <param name="Mountpoint">Host path of its data.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UsedBy">Names of the containers that use it.</param>
public sealed record VolumeDetails(string Name, bool Anonymous, string Mountpoint, DateTimeOffset CreatedAt, IReadOnlyList<string> UsedBy)
{
    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
