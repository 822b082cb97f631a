using Panel.Engine.Contract;

namespace Panel.Web.Tests.Fakes;

/// <summary>Registries in memory. Every call is recorded with the account; <see cref="Fail"/> makes the next ones fail.</summary>
public sealed class FakeRegistries : IRegistries
{
    public List<string> Calls { get; } = [];
    public Dictionary<string, RemoteDigest> Digests { get; } = [];
    public Dictionary<string, Exception> Fails { get; } = [];
    public Exception? Fail { get; set; }
    public RegistryCheck Test { get; set; } = new(RegistryCheckOutcome.SignedIn, "It answers and accepts the account.");
    public List<string> Repositories { get; } = [];
    public List<string> Tags { get; } = [];

    public string NameOf(string registry) => registry.Contains(' ', StringComparison.Ordinal) ? throw new InvalidInputException($"'{registry}' is not a registry.", "registry") : registry.Trim();

    public Task<RegistryCheck> TestAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        Record($"test {registry}", access);
        return Task.FromResult(Test);
    }

    public Task LoginAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        Record($"login {registry}", access);
        return Task.CompletedTask;
    }

    public Task<RemoteImage> InspectAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<RemoteImage> DescribeAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        Record($"describe {reference}", access);
        return Task.FromResult(new RemoteImage("type", "sha256:" + new string('d', 64), 400, [new("linux", "amd64"), new("linux", "arm", "v7")]) { DownloadBytes = 3 << 20 });
    }

    public Task<string> DigestAsync(string reference, RegistryAccess access, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<RemoteDigest> PeekAsync(string reference, string? known, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        Record($"peek {reference}", access);
        return Fails.TryGetValue(reference, out var error) ? throw error : Task.FromResult(Digests.GetValueOrDefault(reference) ?? new RemoteDigest(known));
    }

    public Task<IReadOnlyList<string>> RepositoriesAsync(string registry, RegistryAccess access, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> TagsAsync(string repository, RegistryAccess access, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<NamePage> RepositoriesAsync(string registry, string? after, int count, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        Record($"repositories {registry} after {after}", access);
        return Task.FromResult(Page(Repositories, after, count));
    }

    public Task<NamePage> TagsAsync(string repository, string? after, int count, RegistryAccess access, CancellationToken cancellationToken = default)
    {
        Record($"tags {repository} after {after}", access);
        return Task.FromResult(Page(Tags, after, count));
    }

    public Task<IReadOnlyList<FoundRepository>> SearchAsync(string term, int limit, RegistryAccess access, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private void Record(string call, RegistryAccess access)
    {
        // Looks for updates ask two at once.
        lock (Calls) Calls.Add($"{call} {access.UserName}:{access.Password}");
        if (Fail is not null) throw Fail;
    }

    private static NamePage Page(List<string> all, string? after, int count)
    {
        var names = all.Skip(after is null ? 0 : all.IndexOf(after) + 1).Take(count).ToList();
        return new(names, names.Count > 0 && names[^1] != all[^1] ? names[^1] : null);
    }
}
