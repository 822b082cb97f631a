using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Clients;

/// <summary><c>docker push</c>, <c>pull</c> and <c>login</c> against a real registry.</summary>
public sealed class DockerRegistryTests(ApiPanel panel) : ClientTest(panel)
{
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Image_PushedRemovedAndPulled_IsTheSame(string client)
    {
        await using var registry = await Registry.StartAsync();
        var name = $"{registry.Address}/team/box:1";
        await MakeAsync(client, name);
        var id = await DockerAsync(client, "inspect", "--type", "image", "-f", "{{.Id}}", name);
        Assert.Contains("1: digest: sha256:", await DockerAsync(client, "push", name), StringComparison.Ordinal);
        await DockerAsync(client, "rmi", name);
        Assert.Contains($"Status: Downloaded newer image for {name}", await DockerAsync(client, "pull", name), StringComparison.Ordinal);
        Assert.Equal(id, await DockerAsync(client, "inspect", "--type", "image", "-f", "{{.Id}}", name));
        Assert.Contains("Status: Image is up to date", await DockerAsync(client, "pull", name), StringComparison.Ordinal);
        Assert.Equal("made\n", await DockerAsync(client, "run", "--rm", name, "cat", "/made"));
        await UntilNoneAsync();
        await DockerAsync(client, "rmi", name);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_OfAnImageThatIsNotHere_PullsIt(string client)
    {
        await using var registry = await Registry.StartAsync();
        var name = $"{registry.Address}/box:2";
        await MakeAsync(client, name);
        await DockerAsync(client, "push", name);
        await DockerAsync(client, "rmi", name);
        Assert.EndsWith("ran\n", await DockerAsync(client, "run", "--rm", name, "echo", "ran"), StringComparison.Ordinal);
        await UntilNoneAsync();
        await DockerAsync(client, "rmi", name);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Pull_OfWhatIsNotThere_SaysSoAndLeavesNothing(string client)
    {
        await using var registry = await Registry.StartAsync();
        var before = await DockerAsync(client, "images", "-aq");
        var (code, output, error) = await DockerCli.TryAsync(Panel, client, "pull", $"{registry.Address}/nosuch:1");
        Assert.NotEqual(0, code);
        Assert.Contains("nosuch", output + error, StringComparison.Ordinal);
        await registry.DisposeAsync();
        (code, output, error) = await DockerCli.TryAsync(Panel, client, "pull", $"{registry.Address}/nosuch:1");
        Assert.NotEqual(0, code);
        Assert.Contains(registry.Address, output + error, StringComparison.Ordinal);
        Assert.Equal(before, await DockerAsync(client, "images", "-aq"));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Login_WithAPassword_IsAskedForAndOpens(string client)
    {
        await using var registry = await Registry.StartAsync(withPassword: true);
        var name = $"{registry.Address}/closed:1";
        var settings = Directory.CreateTempSubdirectory("panel-docker-config-").FullName;
        await DockerAsync(client, "tag", "busybox", name);
        Assert.NotEqual(0, (await DockerCli.TryAsync(Panel, client, "push", name)).Code);
        Assert.NotEqual(0, (await DockerCli.TryAsync(Panel, client, "--config", settings, "login", "-u", Registry.UserName, "-p", "wrong", registry.Address)).Code);
        Assert.Contains("Login Succeeded", await DockerAsync(client, "--config", settings, "login", "-u", Registry.UserName, "-p", Registry.Password, registry.Address), StringComparison.Ordinal);
        Assert.Contains("digest: sha256:", await DockerAsync(client, "--config", settings, "push", name), StringComparison.Ordinal);
        await DockerAsync(client, "rmi", name);
        Assert.NotEqual(0, (await DockerCli.TryAsync(Panel, client, "pull", name)).Code);
        await DockerAsync(client, "--config", settings, "pull", name);
        await DockerAsync(client, "rmi", name);
        Directory.Delete(settings, recursive: true);
    }

    /// <summary>An image with its own layer, which disappears together with the image.</summary>
    private async Task MakeAsync(string client, string name)
    {
        await DockerAsync(client, "run", "--name", "maker", "busybox", "sh", "-c", "echo made > /made");
        await DockerAsync(client, "commit", "maker", name);
        await DockerAsync(client, "rm", "maker");
    }

    private Task UntilNoneAsync() => Poll.UntilAsync(
        async () => (await Api.GetAsync("/containers/json?all=1")).GetArrayLength() == 0, "the container is gone", cancellationToken: Cancellation);
}
