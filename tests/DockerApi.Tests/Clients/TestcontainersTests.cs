using System.Text;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using Panel.DockerApi.Tests.Comparison;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>Testcontainers for .NET works with the panel as with Docker 26.1.5. Ryuk, which removes the leftovers of crashed tests, is an
/// image in a public registry that these tests do not use; its documented switch turns it off.</summary>
public sealed class TestcontainersTests(ApiPanel panel, DockerEngine docker) : ComparedClientTest(panel, docker)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Container_WithEachWayToWait_IsReadyAndGone(bool withPanel)
    {
        var host = await HostAsync(withPanel);
        var waits = Wait.ForUnixContainer().UntilMessageIsLogged("serving").UntilInternalTcpPortIsAvailable(80)
            .UntilCommandIsCompleted("test -e /www/index.html").UntilContainerIsHealthy();
        // Docker publishes ports in its own network namespace, in which this process is not.
        if (withPanel) waits = waits.UntilExternalTcpPortIsAvailable(80).UntilHttpRequestIsSucceeded(request => request.ForPath("/index.html").ForPort(80));
        await using var container = Box(host, "mkdir -p /www; echo hello >/www/index.html; echo serving; echo err >&2; exec httpd -f -p 80 -h /www")
            .WithPortBinding(80, assignRandomHostPort: true)
            .WithCreateParameterModifier(create => create.Healthcheck = new() { Test = ["CMD", "true"], Interval = TimeSpan.FromSeconds(1) })
            .WithWaitStrategy(waits).Build();
        await container.StartAsync(Cancellation);
        Assert.Equal(TestcontainersStates.Running, container.State);
        Assert.NotEqual(0, container.GetMappedPublicPort(80));
        Assert.Equal(("serving\n", "err\n"), await container.GetLogsAsync(timestampsEnabled: false, ct: Cancellation));
        await container.PauseAsync(Cancellation);
        await container.UnpauseAsync(Cancellation);
        await container.StopAsync(Cancellation);
        Assert.Equal(TestcontainersStates.Exited, container.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Container_WithFilesCommandsAndConsumers_HasThem(bool withPanel)
    {
        var host = await HostAsync(withPanel);
        using var consumer = Consume.RedirectStdoutAndStderrToStream(new MemoryStream(), new MemoryStream());
        await using var container = Box(host, "cat /given/file; echo $A; echo err >&2; exec sleep 1000").WithEnvironment("A", "b")
            .WithResourceMapping("given\n"u8.ToArray(), "/given/file")
            .WithTmpfsMount("/scratch").WithVolumeMount("testcontainers-data", "/data").WithHostname("box").WithOutputConsumer(consumer)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("b")).Build();
        await container.StartAsync(Cancellation);
        var ran = await container.ExecAsync(["sh", "-c", "hostname; echo err >&2; exit 3"], Cancellation);
        Assert.Equal((3, "box\n", "err\n"), (ran.ExitCode, ran.Stdout, ran.Stderr));
        await container.CopyAsync("later\n"u8.ToArray(), "/later", ct: Cancellation);
        Assert.Equal("later\n", Encoding.UTF8.GetString(await container.ReadFileAsync("/later", Cancellation)));
        await Poll.UntilAsync(
            () => Task.FromResult(TextOf(consumer.Stdout) == "given\nb\n" && TextOf(consumer.Stderr) == "err\n"), "the consumer has the output", cancellationToken: Cancellation);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Container_ThatIsReused_IsTheSame(bool withPanel)
    {
        var host = await HostAsync(withPanel);
        await using var first = Box(host, "exec sleep 1000").WithReuse(true).WithName("reused").Build();
        await using var second = Box(host, "exec sleep 1000").WithReuse(true).WithName("reused").Build();
        await first.StartAsync(Cancellation);
        await second.StartAsync(Cancellation);
        Assert.Equal(first.Id, second.Id);
    }

    private static ContainerBuilder Box(string host, string script)
    {
        TestcontainersSettings.ResourceReaperEnabled = false;
        return new ContainerBuilder("busybox:latest").WithDockerEndpoint(host).WithCommand("sh", "-c", script);
    }

    private static string TextOf(Stream stream) => Encoding.UTF8.GetString(((MemoryStream)stream).ToArray());
}
