using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>Health checks by Docker's own command line.</summary>
public sealed class DockerHealthTests(ApiPanel panel) : ClientTest(panel)
{
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_WithAHealthCheck_IsToldByPsInspectAndEvents(string client)
    {
        var since = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await DockerCli.RunAsync(Panel, client, "run", "-d", "--name", "checked", "--health-cmd", "echo fine; test -e /tmp", "--health-interval", "200ms", "--health-retries", "2", "--health-timeout", "5s", "busybox", "sleep", "600");
        await Poll.UntilAsync(async () => await DockerCli.RunAsync(Panel, client, "ps", "-q", "--filter", "health=healthy") is { Length: > 0 }, "it is healthy", cancellationToken: Cancellation);

        Assert.Matches("^Up .* \\(healthy\\)$", (await DockerCli.RunAsync(Panel, client, "ps", "--format", "{{.Status}}")).Trim());
        Assert.Equal("healthy 0 0 fine", (await DockerCli.RunAsync(Panel, client, "inspect", "-f", "{{.State.Health.Status}} {{.State.Health.FailingStreak}} {{(index .State.Health.Log 0).ExitCode}} {{(index .State.Health.Log 0).Output}}", "checked")).Trim());
        var config = JsonElement.Parse(await DockerCli.RunAsync(Panel, client, "inspect", "-f", "{{json .Config.Healthcheck}}", "checked"));
        AssertJson("""{"Test":["CMD-SHELL","echo fine; test -e /tmp"],"Interval":200000000,"Timeout":5000000000,"Retries":2}""", config);
        Assert.Contains("health_status: healthy", await DockerCli.RunAsync(Panel, client, "events", "--since", $"{since}", "--until", $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1}", "--filter", "event=health_status"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_WithoutTheImagesHealthCheck_HasNone(string client)
    {
        await DockerCli.RunAsync(Panel, client, "create", "--name", "source", "busybox", "sleep", "600");
        await DockerCli.RunAsync(Panel, client, "commit", "-c", "HEALTHCHECK --interval=1m30s --retries=5 CMD [\"test\", \"-e\", \"/tmp\"]", "source", "checked");
        AssertJson("""{"Test":["CMD","test","-e","/tmp"],"Interval":90000000000,"Retries":5}""", JsonElement.Parse(await DockerCli.RunAsync(Panel, client, "image", "inspect", "-f", "{{json .Config.Healthcheck}}", "checked")));

        await DockerCli.RunAsync(Panel, client, "run", "-d", "--name", "with", "checked");
        await DockerCli.RunAsync(Panel, client, "run", "-d", "--name", "without", "--no-healthcheck", "checked");

        Assert.EndsWith("(health: starting)", (await DockerCli.RunAsync(Panel, client, "ps", "--filter", "name=^with$", "--format", "{{.Status}}")).Trim(), StringComparison.Ordinal);
        Assert.DoesNotContain("health", await DockerCli.RunAsync(Panel, client, "ps", "--filter", "name=without", "--format", "{{.Status}}"), StringComparison.Ordinal);
    }
}
