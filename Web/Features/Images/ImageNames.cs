namespace Panel.Web.Features.Images;

/// <summary>What the name of an image tells.</summary>
public static class ImageNames
{
    /// <summary>Where a name without a registry belongs.</summary>
    public const string DockerHub = "Docker Hub";

    /// <summary>The registry that a name belongs to: its first part, when that is a host's name (it has a dot or a port, or is localhost).</summary>
    public static string Registry(string reference)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return DockerHub;
        var first = reference[..slash];
        return first == "localhost" || first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) ? first : DockerHub;
    }
}
