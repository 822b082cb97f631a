namespace Panel.Engine.Contract;

/// <summary>Registries of images (OCI distribution specification). <c>registry</c> is a host with an optional port; docker.io is Docker Hub.</summary>
public interface IRegistries
{
    /// <summary>What images call a registry that a person wrote, such as <c>registry.example:5000</c> for <c>https://registry.example:5000/</c>.</summary>
    /// <exception cref="InvalidInputException">It is no registry's address.</exception>
    string NameOf(string registry);

    /// <summary>Tries to speak with a registry, once, and says how that went.</summary>
    Task<RegistryCheck> TestAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>Asks the registry whether it takes the account; without one, whether it answers.</summary>
    /// <exception cref="NotPermittedException">It does not take the account.</exception>
    Task LoginAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>What a name stands for in its registry, without pulling it.</summary>
    Task<RemoteImage> InspectAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>The same, with what pulling it here would download.</summary>
    Task<RemoteImage> DescribeAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>The digest that a name stands for now, asked with HEAD.</summary>
    Task<string> DigestAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>The same as gently as can be: one conditional HEAD and no second attempt, of mirrors first. A manifest is read only where the registry has no HEAD at all.</summary>
    /// <param name="reference">The name.</param>
    /// <param name="known">A digest that is known already; a registry that still has it need not tell it again.</param>
    /// <param name="access">How the registry is spoken with.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<RemoteDigest> PeekAsync(string reference, string? known, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>Names of the repositories, where the registry lists them.</summary>
    /// <exception cref="NotPermittedException">It does not list them.</exception>
    Task<IReadOnlyList<string>> RepositoriesAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>Tags of a repository, such as <c>localhost:5000/team/app</c>.</summary>
    Task<IReadOnlyList<string>> TagsAsync(string repository, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>A page of the repositories: those after a name, or the first.</summary>
    /// <exception cref="NotPermittedException">It does not list them.</exception>
    Task<NamePage> RepositoriesAsync(string registry, string? after, int count, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>A page of a repository's tags: those after a tag, or the first.</summary>
    Task<NamePage> TagsAsync(string repository, string? after, int count, RegistryAccess access, CancellationToken cancellationToken = default);

    /// <summary>Repositories that fit a word, which may begin with a registry and a slash; without one Docker Hub is searched.</summary>
    Task<IReadOnlyList<FoundRepository>> SearchAsync(string term, int limit, RegistryAccess access, CancellationToken cancellationToken = default);
}

/// <summary>A manifest in a registry.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Platforms">What it is there for.</param>
public sealed record RemoteImage(string MediaType, string Digest, long SizeBytes, IReadOnlyList<ImagePlatform> Platforms)
{
    /// <summary>Bytes of its configuration and layers for this machine's platform; null where it was not asked for or is not there for it.</summary>
    public long? DownloadBytes { get; init; }
}

/// <summary>What a name stands for in its registry.</summary>
/// <param name="Digest">The digest; null where the registry does not tell it with HEAD, or was not to be asked.</param>
/// <param name="Pause">For how long the registry wants to be left alone, because it was asked too often; null when it does not.</param>
public sealed record RemoteDigest(string? Digest, TimeSpan? Pause = null);

/// <summary>A part of a long list.</summary>
/// <param name="Names">The names, in the registry's order.</param>
/// <param name="Next">What the next page begins after; null when this is the last.</param>
public sealed record NamePage(IReadOnlyList<string> Names, string? Next);

/// <summary>A repository that a search found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">Text for people; may be empty.</param>
/// <param name="Stars">How many people like it.</param>
/// <param name="Official">Made by the registry's own people.</param>
public sealed record FoundRepository(string Name, string Description, int Stars, bool Official);
