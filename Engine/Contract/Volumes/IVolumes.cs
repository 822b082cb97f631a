namespace Panel.Engine.Contract;

/// <summary>Named and anonymous volumes.</summary>
public interface IVolumes
{
    /// <summary>Lists volumes by name.</summary>
    Task<IReadOnlyList<VolumeDetails>> ListAsync(CancellationToken cancellationToken = default);

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
public sealed record VolumeDetails(string Name, bool Anonymous, string Mountpoint, DateTimeOffset CreatedAt, IReadOnlyList<string> UsedBy);
