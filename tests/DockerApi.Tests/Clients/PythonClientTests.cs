using System.Net;
using Panel.DockerApi.Tests.Comparison;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>Docker's SDK for Python and docker-compose 1.29.2, as Debian packages them.</summary>
public sealed class PythonClientTests(ApiPanel panel, DockerEngine docker) : ComparedClientTest(panel, docker)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sdk_ThroughALifeAndItsErrors_Works(bool withPanel)
    {
        Assert.SkipUnless((await Command.TryAsync("python3", ["-c", "import docker"], Cancellation)).Code == 0, "There is no python3-docker; ./test.sh installs it.");
        var (code, output, error) = await Command.TryAsync(
            "python3", [Path.Combine(Repository.Root, "tests/DockerApi.Tests/Clients/sdk.py"), await HostAsync(withPanel)], Cancellation);
        Assert.Equal((0, "all is well\n", ""), (code, output, error));
    }

    [Fact]
    public async Task Compose_OnTheBridge_BringsAProjectUpAndDown()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/docker-compose"), "There is no docker-compose; ./test.sh installs it.");
        var file = Path.GetDirectoryName(Panel.BusyboxTar) + "/compose.yaml";
        await File.WriteAllTextAsync(file, """
            version: "3.8"
            services:
              web:
                image: busybox
                command: sh -c 'echo up $$WHO; exec sleep 1000'
                environment: { WHO: me }
                ports: ["127.0.0.1:18185:80"]
                volumes: ["data:/data"]
                network_mode: bridge
                restart: unless-stopped
            volumes:
              data: {}
            """, Cancellation);
        await ComposeAsync(file, "up", "-d");
        Assert.Equal("running", (await Api.GetAsync("/containers/proj_web_1/json")).GetProperty("State").GetProperty("Status").GetString());
        await Poll.UntilAsync(async () => (await ComposeAsync(file, "logs", "--no-color")).Contains("up me", StringComparison.Ordinal), "the log of the service is shown", cancellationToken: Cancellation);
        Assert.Contains("127.0.0.1:18185->80/tcp", await ComposeAsync(file, "ps"), StringComparison.Ordinal);
        // Nothing changed, so nothing is recreated.
        var before = (await Api.GetAsync("/containers/proj_web_1/json")).GetProperty("Id").GetString();
        await ComposeAsync(file, "up", "-d");
        Assert.Equal(before, (await Api.GetAsync("/containers/proj_web_1/json")).GetProperty("Id").GetString());
        await ComposeAsync(file, "restart", "-t", "0");
        await ComposeAsync(file, "kill");
        Assert.Equal("proj_data", (await Api.GetAsync("/volumes/proj_data")).GetProperty("Name").GetString());
        await ComposeAsync(file, "down", "-v");
        Assert.Equal(HttpStatusCode.NotFound, (await Api.AskAsync(HttpMethod.Get, "/volumes/proj_data")).Status);
        await UntilGoneAsync("proj_web_1");
    }

    private async Task<string> ComposeAsync(string file, params string[] arguments)
    {
        var (code, output, error) = await Command.TryAsync("docker-compose", ["-H", Panel.DockerHost, "-p", "proj", "-f", file, .. arguments], Cancellation);
        return code == 0 ? output : throw new InvalidOperationException($"docker-compose {string.Join(' ', arguments)} ended with {code}: {error}{output}");
    }
}
