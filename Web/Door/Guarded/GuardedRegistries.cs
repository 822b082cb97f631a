using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Door.Guarded;

/// <summary>The registries as one actor may use them. Looking into one changes nothing, but it uses an account and counts against its limits.</summary>
internal sealed class GuardedRegistries(IRegistries inner, EngineDoor door) : IRegistries
{
    private static readonly Operation Login = new("registry.login", PanelRole.Operator);
    private static readonly Operation Test = new("registry.test", PanelRole.Operator);
    private static readonly Operation Browse = new("registry.browse", PanelRole.Operator);

    /// <summary>Completes an address. It asks nobody.</summary>
    public string NameOf(string registry) => inner.NameOf(registry);

    public Task<RegistryCheck> TestAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default) =>
        door.ChangeAsync(Test, registry, token => inner.TestAsync(registry, access, token), cancellationToken, Account(access));

    public Task LoginAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default) =>
        door.ChangeAsync(Login, registry, token => inner.LoginAsync(registry, access, token), cancellationToken, Account(access));

    public Task<RemoteImage> InspectAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default) =>
        door.ReadAsync(Browse, reference, token => inner.InspectAsync(reference, access, token), cancellationToken);

    public Task<RemoteImage> DescribeAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default) =>
        door.ReadAsync(Browse, reference, token => inner.DescribeAsync(reference, access, token), cancellationToken);

    public Task<string> DigestAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default) =>
        door.ReadAsync(Browse, reference, token => inner.DigestAsync(reference, access, token), cancellationToken);

    public Task<RemoteDigest> PeekAsync(string reference, string? known, RegistryAccess access, CancellationToken cancellationToken = default) =>
        door.ReadAsync(Browse, reference, token => inner.PeekAsync(reference, known, access, token), cancellationToken);

    public Task<IReadOnlyList<string>> RepositoriesAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default) =>
        door.ReadAsync(Browse, registry, token => inner.RepositoriesAsync(registry, access, token), cancellationToken);

    public Task<IReadOnlyList<string>> TagsAsync(string repository, RegistryAccess access, CancellationToken cancellationToken = default) =>
        door.ReadAsync(Browse, repository, token => inner.TagsAsync(repository, access, token), cancellationToken);

    public Task<NamePage> RepositoriesAsync(string registry, string? after, int count, RegistryAccess access, CancellationToken cancellationToken = default) =>
        door.ReadAsync(Browse, registry, token => inner.RepositoriesAsync(registry, after, count, access, token), cancellationToken);

    public Task<NamePage> TagsAsync(string repository, string? after, int count, RegistryAccess access, CancellationToken cancellationToken = default) =>
        door.ReadAsync(Browse, repository, token => inner.TagsAsync(repository, after, count, access, token), cancellationToken);

    public Task<IReadOnlyList<FoundRepository>> SearchAsync(string term, int limit, RegistryAccess access, CancellationToken cancellationToken = default) =>
        door.ReadAsync(Browse, term, token => inner.SearchAsync(term, limit, access, token), cancellationToken);

    private static string? Account(RegistryAccess access) => access.UserName is { Length: > 0 } user ? $"as {user}" : null;
}
