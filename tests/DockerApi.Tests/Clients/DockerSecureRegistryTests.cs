using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;
using Panel.Tests.Shared.Registries;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>Docker's command line and skopeo at a registry with a password and a certificate of its own authority.</summary>
public sealed class DockerSecureRegistryTests(ApiPanel panel) : ClientTest(panel)
{
    private const string Account = $"{Registry.UserName}:{Registry.Password}";

    // Accounts of the test only.
    protected override string[] Options => ["--config", Folder];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Image_ToAndFroWithSkopeo_HasOneDigest(string client)
    {
        await using var registry = await StartAsync();
        var name = $"{registry.Address}/team/box:1";
        await MakeAsync(client, name);
        using (var other = new TestAuthority(Folder, "other")) Panel.Trust(registry.Address, other);
        Assert.Contains("cannot be trusted", await RefusedAsync(client, "login", "-u", Registry.UserName, "-p", Registry.Password, registry.Address), StringComparison.Ordinal);
        var trust = Panel.Trust(registry.Address);
        var refused = await RefusedAsync(client, "login", "-u", Registry.UserName, "-p", "wr0ng-but-secret", registry.Address);
        Assert.Contains("does not give this account", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng-but-secret", refused, StringComparison.Ordinal);
        Assert.Contains("Login Succeeded", await DockerAsync(client, "login", "-u", Registry.UserName, "-p", Registry.Password, registry.Address), StringComparison.Ordinal);

        Assert.Contains("digest: sha256:", await DockerAsync(client, "push", name), StringComparison.Ordinal);
        var digest = await SkopeoDigestAsync(trust, name);
        Assert.Equal($"[{registry.Address}/team/box@{digest}]\n", await DockerAsync(client, "inspect", "--type", "image", "-f", "{{.RepoDigests}}", name));
        var copy = $"{registry.Address}/other/box:9";
        await SkopeoAsync("copy", "-q", "--preserve-digests", "--src-cert-dir", trust, "--src-creds", Account, "--dest-cert-dir", trust, "--dest-creds", Account, "docker://" + name, "docker://" + copy);
        await DockerAsync(client, "rmi", name);
        Assert.Contains($"Digest: {digest}", await DockerAsync(client, "pull", copy), StringComparison.Ordinal);
        Assert.Equal("made\n", await DockerAsync(client, "run", "--rm", copy, "cat", "/made"));
        await UntilNoneAsync();
        await DockerAsync(client, "rmi", copy);

        await DockerAsync(client, "logout", registry.Address);
        Assert.Contains("without an account", await RefusedAsync(client, "pull", copy), StringComparison.Ordinal);
        foreach (var secret in new[] { Registry.Password, "wr0ng-but-secret", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Account)) })
            Assert.DoesNotContain(secret, Panel.Process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Repository_WithSeveralTags_IsPushedAndPulledWhole(string client)
    {
        await using var registry = await StartAsync();
        Panel.Trust(registry.Address);
        var name = $"{registry.Address}/many/box";
        await DockerAsync(client, "login", "-u", Registry.UserName, "-p", Registry.Password, registry.Address);
        await MakeAsync(client, name + ":1");
        await MakeAsync(client, name + ":2");
        var told = await DockerAsync(client, "push", "-a", name);
        Assert.Contains("1: digest: sha256:", told, StringComparison.Ordinal);
        Assert.Contains("2: digest: sha256:", told, StringComparison.Ordinal);
        await DockerAsync(client, "rmi", name + ":1", name + ":2");

        await DockerAsync(client, "pull", "-a", name);
        Assert.Equal("1\n2\n", string.Concat((await DockerAsync(client, "images", name, "--format", "{{.Tag}}")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order().Select(tag => tag + "\n")));
        var pinned = (await DockerAsync(client, "inspect", "--type", "image", "-f", "{{index .RepoDigests 0}}", name + ":1")).Trim();
        await DockerAsync(client, "rmi", name + ":1", name + ":2");
        Assert.Equal(pinned + "\n", await DockerAsync(client, "pull", "-q", pinned));
        await DockerAsync(client, "rmi", pinned);
        Assert.Contains("nosuch", await RefusedAsync(client, "push", "-a", $"{registry.Address}/nosuch"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Search_OfARegistryThatListsItsRepositories_FindsByWord(string client)
    {
        await using var registry = await Registry.StartAsync();
        foreach (var name in new[] { "team/box", "team/other" })
        {
            await DockerAsync(client, "tag", "busybox", $"{registry.Address}/{name}");
            await DockerAsync(client, "push", $"{registry.Address}/{name}");
            await DockerAsync(client, "rmi", $"{registry.Address}/{name}");
        }

        Assert.Equal($"{registry.Address}/team/box\n", await DockerAsync(client, "search", "--format", "{{.Name}}", $"{registry.Address}/box"));
        Assert.Equal(2, (await DockerAsync(client, "search", "--format", "{{.Name}}", $"{registry.Address}/team")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        await registry.DisposeAsync();
        Assert.Contains(registry.Address, await RefusedAsync(client, "search", $"{registry.Address}/box"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Search_OfARegistryThatAsksForAnAccount_SaysSo(string client)
    {
        await using var registry = await Registry.StartAsync(withPassword: true);
        Assert.Contains("without an account", await RefusedAsync(client, "search", $"{registry.Address}/box"), StringComparison.Ordinal);
    }

    private Task<RegistryProcess> StartAsync() => Registry.StartAsync(withPassword: true, Panel.Authority.Server("registry"));

    private async Task MakeAsync(string client, string name)
    {
        await DockerAsync(client, "run", "--name", "maker", "busybox", "sh", "-c", "echo made > /made");
        await DockerAsync(client, "commit", "maker", name);
        await DockerAsync(client, "rm", "maker");
    }

    private Task UntilNoneAsync() => Poll.UntilAsync(
        async () => (await Api.GetAsync("/containers/json?all=1")).GetArrayLength() == 0, "the container is gone", cancellationToken: Cancellation);

    private static async Task<string> SkopeoDigestAsync(string trust, string name) =>
        (await SkopeoAsync("inspect", "--cert-dir", trust, "--creds", Account, "-f", "{{.Digest}}", "docker://" + name)).Trim();

    private static Task<string> SkopeoAsync(string command, params string[] arguments) => Command.OutputAsync("skopeo", ["--insecure-policy", command, .. arguments], Cancellation);
}
