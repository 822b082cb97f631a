namespace Panel.Engine.Contract;

/// <summary>Registries of images (OCI distribution specification). <c>registry</c> is a host with an optional port; docker.io is Docker Hub.</summary>
public interface IRegistries
{
    /// <summary>Asks the registry whether it takes the account; without one, whether it answers.</summary>
    /// <exception cref="NotPermittedException">It does not take the account.</exception>
    Task LoginAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>What a name stands for in its registry, without pulling it.</summary>
    Task<RemoteImage> InspectAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>The digest that a name stands for now, asked with HEAD.</summary>
    Task<string> DigestAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>Names of the repositories, where the registry lists them.</summary>
    /// <exception cref="NotPermittedException">It does not list them.</exception>
    Task<IReadOnlyList<string>> RepositoriesAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>Tags of a repository, such as <c>localhost:5000/team/app</c>.</summary>
    Task<IReadOnlyList<string>> TagsAsync(string repository, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>Repositories that fit a word, which may begin with a registry and a slash; without one Docker Hub is searched.</summary>
    Task<IReadOnlyList<FoundRepository>> SearchAsync(string term, int limit, RegistryAccess access, CancellationToken cancellationToken = default);
}

/// <summary>A manifest in a registry.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Platforms">What it is there for.</param>
public sealed record RemoteImage(string MediaType, string Digest, long SizeBytes, IReadOnlyList<ImagePlatform> Platforms);

/// <summary>What a program runs on, in Go's words.</summary>
/// <param name="OperatingSystem">Such as linux.</param>
/// <param name="Architecture">Such as amd64.</param>
/// <param name="Variant">Such as v7; null for none.</param>
public sealed record ImagePlatform(string OperatingSystem, string Architecture, string? Variant = null)
{
    /// <summary>As <c>linux/arm/v7</c>.</summary>
    public override string ToString() => $"{OperatingSystem}/{Architecture}{(Variant is null ? "" : "/" + Variant)}";
}

/// <summary>A repository that a search found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">Text for people; may be empty.</param>
/// <param name="Stars">How many people like it.</param>
/// <param name="Official">Made by the registry's own people.</param>
public sealed record FoundRepository(string Name, string Description, int Stars, bool Official);
