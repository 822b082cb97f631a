using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Clients;

/// <summary><c>docker exec</c> by Docker's own command line.</summary>
public sealed class DockerExecTests(ApiPanel panel) : ClientTest(panel)
{
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Exec_GivesOutputAndExitCode(string client)
    {
        await StartAsync(client);
        var (code, output, error) = await DockerCli.TryAsync(Panel, client, "exec", "-u", "1000", "-w", "/tmp", "-e", "A=b", "host", "sh", "-c", "id -u; pwd; echo $A; echo err >&2; exit 5");
        Assert.Equal((5, "1000\n/tmp\nb\n", "err\n"), (code, output, error));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Exec_WithInput_PassesItOn(string client)
    {
        await StartAsync(client);
        var output = await Command.OutputAsync("/bin/sh", ["-c", $"seq 5000 | {DockerCli.CommandLine(Panel, client)} exec -i host sh -c 'cat; echo end'"], Cancellation);
        Assert.Equal([.. Enumerable.Range(1, 5000).Select(i => $"{i}"), "end"], output.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Exec_OnATerminal_HasOneOfTheClientsSize(string client)
    {
        await StartAsync(client);
        var command = $"stty rows 33 cols 101; {DockerCli.CommandLine(Panel, client)} exec -it host sh -c 'tty; read line; echo got \\$line; stty size'";
        var output = await Command.OutputAsync("/bin/sh", ["-c", $"(sleep 2; echo hello; sleep 2) | script -qec \"{command}\" /dev/null"], Cancellation);
        Assert.Contains("/dev/pts/", output, StringComparison.Ordinal);
        Assert.Contains("got hello", output, StringComparison.Ordinal);
        Assert.Contains("33 101", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Exec_Detached_GoesOnAlone(string client)
    {
        await StartAsync(client);
        Assert.Equal("", await DockerCli.RunAsync(Panel, client, "exec", "-d", "host", "sh", "-c", "sleep 1; echo x > /done"));
        await Poll.UntilAsync(async () => (await DockerCli.TryAsync(Panel, client, "exec", "host", "cat", "/done")).Code == 0, "it has written its file", cancellationToken: Cancellation);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Exec_OfWhatCannotRun_SaysSo(string client)
    {
        await StartAsync(client);
        var (code, output, error) = await DockerCli.TryAsync(Panel, client, "exec", "host", "nosuch");
        Assert.Equal(127, code);
        Assert.Contains("nosuch", output + error, StringComparison.Ordinal);
        Assert.Equal(126, (await DockerCli.TryAsync(Panel, client, "exec", "host", "/etc/passwd")).Code);
        await DockerCli.RunAsync(Panel, client, "stop", "-t", "0", "host");
        Assert.Contains("is not running", (await DockerCli.TryAsync(Panel, client, "exec", "host", "true")).Error, StringComparison.Ordinal);
    }

    private Task<string> StartAsync(string client) => DockerCli.RunAsync(Panel, client, "run", "-d", "--name", "host", "busybox", "sleep", "1000");
}
