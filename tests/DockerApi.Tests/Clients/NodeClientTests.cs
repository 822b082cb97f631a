using Panel.DockerApi.Tests.Comparison;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>Clients for Node, of the versions that <c>Clients/node/package-lock.json</c> pins: the same script succeeds with Docker 26.1.5 and with the panel.</summary>
public sealed class NodeClientTests(ApiPanel panel, DockerEngine docker) : ComparedClientTest(panel, docker)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests/DockerApi.Tests/Clients/node");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Dockerode_ThroughALifeAndItsErrors_Works(bool withPanel) => RunAsync("dockerode.mjs", withPanel);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Testcontainers_WithEachWayToWait_Works(bool withPanel) => RunAsync("testcontainers.mjs", withPanel);

    private async Task RunAsync(string script, bool withPanel)
    {
        Assert.SkipUnless(Directory.Exists(Folder + "/node_modules"), "./test.sh installs the clients for Node.");
        var (code, output, error) = await BesideAsync(withPanel, socket => ["timeout", "180", "node", $"{Folder}/{script}", socket, Path.Combine(Repository.Root, "artifacts/clients/docker-registry")]);
        Assert.True((code, output) == (0, "all is well\n"), $"It ended with {code}: {output}\n{error}");
    }
}
