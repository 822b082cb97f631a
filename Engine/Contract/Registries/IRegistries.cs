namespace Panel.Engine.Contract;

/// <summary>Image registries (OCI distribution specification). <c>registry</c> is a host with an optional port; docker.io is Docker Hub.</summary>
public interface IRegistries
{
    /// <summary>The registry's name in images for a person's input, such as <c>registry.example:5000</c> for
    /// <c>https://registry.example:5000/</c>.</summary>
    /// <exception cref="InvalidInputException">It is not the address of a registry.</exception>
    string NameOf(string registry);

    /// <summary>Tries to reach a registry, once, and reports the result.</summary>
    Task<RegistryCheck> TestAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>Asks the registry whether it accepts the account; without one, whether it answers.</summary>
    /// <exception cref="NotPermittedException">It does not accept the account.</exception>
    Task LoginAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>Inspects a name in its registry, without pulling it.</summary>
    Task<RemoteImage> InspectAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>The same, including the size of a download for this machine.</summary>
    Task<RemoteImage> DescribeAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>The present digest of a name, requested with HEAD.</summary>
    Task<string> DigestAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>The same as gently as possible: one conditional HEAD without a second attempt, at mirrors first. It reads a manifest only
    /// if the registry does not support HEAD.</summary>
    /// <param name="reference">The name.</param>
    /// <param name="known">A known digest; a registry that still has it need not send it again.</param>
    /// <param name="access">The access to the registry.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<RemoteDigest> PeekAsync(string reference, string? known, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>Names of the repositories, if the registry lists them.</summary>
    /// <exception cref="NotPermittedException">It does not list them.</exception>
    Task<IReadOnlyList<string>> RepositoriesAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>Tags of a repository, such as <c>localhost:5000/team/app</c>.</summary>
    Task<IReadOnlyList<string>> TagsAsync(string repository, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>A page of the repositories: those after a name, or the first page.</summary>
    /// <exception cref="NotPermittedException">It does not list them.</exception>
    Task<NamePage> RepositoriesAsync(string registry, string? after, int count, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>A page of a repository's tags: those after a tag, or the first page.</summary>
    Task<NamePage> TagsAsync(string repository, string? after, int count, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>Repositories that match a term, which may begin with a registry and a slash; without a registry, Docker Hub is searched.</summary>
    Task<IReadOnlyList<FoundRepository>> SearchAsync(string term, int limit, RegistryAccess access, CancellationToken cancellationToken = default);
}

/// <summary>A manifest in a registry.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Platforms">Its platforms.</param>
public sealed record RemoteImage(string MediaType, string Digest, long SizeBytes, IReadOnlyList<ImagePlatform> Platforms)
{
    /// <summary>Bytes of its configuration and layers for this machine's platform; null when not requested or not available.</summary>
    public long? DownloadBytes { get; init; }
}

/// <summary>A name's present state in its registry.</summary>
/// <param name="Digest">The digest; null when the registry does not send it with HEAD, or must not be asked.</param>
/// <param name="Pause">How long the registry wants no more requests, after too many; null otherwise.</param>
public sealed record RemoteDigest(string? Digest, TimeSpan? Pause = null);

/// <summary>A part of a long list.</summary>
/// <param name="Names">The names, in the registry's order.</param>
/// <param name="Next">The start of the next page; null on the last page.</param>
public sealed record NamePage(IReadOnlyList<string> Names, string? Next);

/// <summary>A repository found by a search.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">Text for people; may be empty.</param>
/// <param name="Stars">The number of stars.</param>
/// <param name="Official">Whether the registry's operators made it.</param>
public sealed record FoundRepository(string Name, string Description, int Stars, bool Official);
