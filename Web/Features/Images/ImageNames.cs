using Panel.Engine.Contract;

namespace Panel.Web.Features.Images;

/// <summary>Interprets image names.</summary>
public static class ImageNames
{
    /// <summary>The registry of a name without a registry.</summary>
    public const string DockerHub = "Docker Hub";

    /// <summary>Its address.</summary>
    public const string DockerHubAddress = RegistryDomain.DockerHub;

    /// <summary>The registry of a name, for people.</summary>
    public static string Registry(string reference) => RegistryDomain.Split(reference).Domain is { } host && host != DockerHubAddress ? host : DockerHub;

    /// <summary>The address of a name's registry.</summary>
    public static string Address(string reference) => RegistryDomain.Split(reference).Domain ?? DockerHubAddress;

    /// <summary>The name with a registry; a name without one gets the default.</summary>
    public static string Qualify(string reference, string defaultRegistry) =>
        reference.Length == 0 || RegistryDomain.Split(reference).Domain is not null || defaultRegistry == DockerHubAddress ? reference : $"{defaultRegistry}/{reference}";

    /// <summary>The name without its tag and digest.</summary>
    public static string Repository(string reference)
    {
        var name = reference.Split('@')[0];
        return name.LastIndexOf(':') is var colon && colon > name.LastIndexOf('/') ? name[..colon] : name;
    }

    /// <summary>The name as the image list shows it: without Docker Hub's own parts, with a tag. Null for a digest or an id, which never
    /// refer to another image.</summary>
    public static string? Tag(string reference)
    {
        if (reference.Contains('@', StringComparison.Ordinal) || reference.StartsWith("sha256:", StringComparison.Ordinal)) return null;
        var name = reference;
        foreach (var part in (string[])["index.docker.io/", "docker.io/", "library/"])
        {
            if (name.StartsWith(part, StringComparison.Ordinal)) name = name[part.Length..];
        }
        return Repository(name) == name ? name + ":latest" : name;
    }
}
