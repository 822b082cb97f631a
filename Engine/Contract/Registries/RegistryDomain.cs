namespace Panel.Engine.Contract;

/// <summary>Which registry a name of an image tells. Whoever chooses an account by it and whoever connects need the same answer.</summary>
public static class RegistryDomain
{
    /// <summary>Where a name without a registry belongs.</summary>
    public const string DockerHub = "docker.io";

    private const string DockerHubIndex = "index.docker.io";

    /// <summary>
    /// The registry that a name begins with, and the rest; null and the whole name when it begins with none. A first part is a registry when it has
    /// a dot, a port or an upper-case letter, which no repository has, or is localhost (distribution/reference, splitDockerDomain).
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
