namespace Panel.Engine.Contract;

/// <summary>Finds the registry in an image name. The code that chooses an account and the code that connects must agree on it.</summary>
public static class RegistryDomain
{
    /// <summary>The registry of a name without one.</summary>
    public const string DockerHub = "docker.io";

    private const string DockerHubIndex = "index.docker.io";

    /// <summary>
    /// Splits a name into its registry and the rest; null and the whole name when it has no registry. The first part is a registry when it
    /// contains a dot, a port or an upper-case letter, which no repository has, or is localhost (distribution/reference,
    /// splitDockerDomain).
    /// </summary>
    public static (string? Domain, string Path) Split(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1) return (null, name);
        var first = name[..slash];
        if (first != "localhost" && !first.Any(letter => letter is '.' or ':' || char.IsUpper(letter))) return (null, name);
        return (first == DockerHubIndex ? DockerHub : first, name[(slash + 1)..]);
    }
}
