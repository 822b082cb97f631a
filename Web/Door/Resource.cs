namespace Panel.Web.Door;

/// <summary>What something is done to, as the policy looks at it.</summary>
/// <param name="Name">Its name, as a person knows it.</param>
public sealed record Resource(string Name)
{
    /// <summary>Finds the ways in which it reaches the host; asked only where that decides.</summary>
    public Func<CancellationToken, ValueTask<IReadOnlyList<HostReach>>> Reaches { get; init; } = static _ => ValueTask.FromResult<IReadOnlyList<HostReach>>([]);

    /// <summary>Something that reaches nothing.</summary>
    public static implicit operator Resource(string name) => FromString(name);

    /// <inheritdoc cref="op_Implicit(string)"/>
    public static Resource FromString(string name) => new(name);
}
