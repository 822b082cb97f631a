using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>Docker's own command line over TCP with a certificate: what is answered, what is taken over, and what stays open.</summary>
public sealed class DockerTlsTests(ApiPanel panel) : ClientTest(panel)
{
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Version_AndTheCommandsOfADay_Work(string client)
    {
        Assert.Contains("Server", await RunAsync(client, "version"), StringComparison.Ordinal);
        await RunAsync(client, "run", "-d", "--name", "host", "busybox", "sleep", "1000");
        Assert.Contains("host", await RunAsync(client, "ps"), StringComparison.Ordinal);
        await RunAsync(client, "cp", Panel.Authority.Path, "host:/authority.pem");
        Assert.Equal(await File.ReadAllTextAsync(Panel.Authority.Path, Cancellation), await RunAsync(client, "exec", "host", "cat", "/authority.pem"));
        await RunAsync(client, "rm", "-f", "host");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_InTheForeground_GivesBothOutputsAndTheExitCode(string client)
    {
        var (code, output, error) = await DockerCli.TryAsync(client, Alice(), "run", "--rm", "--name", "front", "busybox", "sh", "-c", "echo out; echo err >&2; exit 3");
        Assert.Equal((3, "out\n", "err\n"), (code, output, error));
        await UntilGoneAsync("front");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task RunAndExec_WithInput_GoOnAfterTheClientHasEndedItsHalf(string client)
    {
        var docker = DockerCli.CommandLine(client, Alice());
        string[] expected = [.. Enumerable.Range(1, 5000).Select(i => $"{i}"), "end"];
        Assert.Equal(expected, await LinesAsync($"seq 5000 | {docker} run -i --rm busybox sh -c 'cat; sleep 1; echo end'"));
        await RunAsync(client, "run", "-d", "--name", "host", "busybox", "sleep", "1000");
        Assert.Equal(expected, await LinesAsync($"seq 5000 | {docker} exec -i host sh -c 'cat; sleep 1; echo end'"));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task RunAndExec_OnATerminal_HaveOneOfTheClientsSize(string client)
    {
        await RunAsync(client, "run", "-d", "--name", "host", "busybox", "sleep", "1000");
        foreach (var command in (string[])["run -it --rm busybox", "exec -it host"])
        {
            // script(1) gives the client a terminal; its input is the pipe's.
            var line = $"stty rows 33 cols 101; {DockerCli.CommandLine(client, Alice())} {command} sh -c 'tty; read line; echo got \\$line; stty size'";
            var output = await Command.OutputAsync("/bin/sh", ["-c", $"(sleep 3; echo hello; sleep 2) | script -qec \"{line}\" /dev/null"], Cancellation);
            Assert.Contains("/dev/pts/", output, StringComparison.Ordinal);
            Assert.Contains("got hello", output, StringComparison.Ordinal);
            Assert.Contains("33 101", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Logs_Followed_ComeUntilTheContainerEnds(string client)
    {
        await RunAsync(client, "run", "-d", "--name", "speaker", "busybox", "sh", "-c", "for i in 1 2 3; do echo line $i; sleep 0.5; done");
        Assert.Equal("line 1\nline 2\nline 3\n", await RunAsync(client, "logs", "-f", "speaker"));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Attach_OfClientsThatAreKilled_EndsWithTheContainersNextWord(string client)
    {
        const int clients = 10;
        await RunAsync(client, "run", "-d", "--name", "ticking", "busybox", "sh", "-c", "while :; do echo tick; sleep 1; done");
        var before = Sockets();
        string[] attach = ["-s", "KILL", "3", .. DockerCli.CommandLine(client, Alice()).Split(' '), "attach", "--no-stdin", "ticking"];
        var ends = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Command.TryAsync("timeout", attach, Cancellation)));
        Assert.All(ends, end => Assert.Equal(137, end.Code));
        await Poll.UntilAsync(() => Task.FromResult(Sockets() <= before), "the panel has closed what the clients left", cancellationToken: Cancellation);
    }

    private static async Task<string[]> LinesAsync(string command) => (await Command.OutputAsync("/bin/sh", ["-c", command], Cancellation)).TrimEnd('\n').Split('\n');

    private string[] Alice() => Panel.Tls(Panel.Authority.Client("alice"));

    private async Task<string> RunAsync(string client, params string[] arguments)
    {
        var (code, output, error) = await DockerCli.TryAsync(client, Alice(), arguments);
        Assert.True(code == 0, $"docker {string.Join(' ', arguments)} ended with {code}: {error}{output}");
        return output;
    }

    private int Sockets() => Directory.EnumerateFileSystemEntries($"/proc/{Panel.Process.Id}/fd")
        .Count(descriptor => new FileInfo(descriptor).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
}
