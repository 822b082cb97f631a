using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Clients;

/// <summary><c>docker run</c> in the foreground, <c>attach</c> and a terminal, by Docker's own command line.</summary>
public sealed class DockerAttachTests(ApiPanel panel) : ClientTest(panel)
{
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_InTheForeground_GivesOutputAndExitCode(string client)
    {
        var (code, output, error) = await DockerCli.TryAsync(Panel, client, "run", "--rm", "--name", "front", "busybox", "sh", "-c", "echo out; echo err >&2; exit 3");
        Assert.Equal((3, "out\n", "err\n"), (code, output, error));
        await UntilGoneAsync("front");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_WithInput_PassesItOn(string client)
    {
        var output = await Command.OutputAsync("/bin/sh", ["-c", $"seq 5000 | {DockerCli.CommandLine(Panel, client)} run -i --rm busybox sh -c 'cat; echo end'"], Cancellation);
        Assert.Equal([.. Enumerable.Range(1, 5000).Select(i => $"{i}"), "end"], output.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_OnATerminal_HasOne(string client)
    {
        // script(1) gives the client a terminal; its input is the pipe's.
        var command = $"{DockerCli.CommandLine(Panel, client)} run -it --rm busybox sh -c 'tty; read line; echo got \\$line'";
        var output = await Command.OutputAsync("/bin/sh", ["-c", $"(sleep 2; echo hello; sleep 2) | script -qec \"{command}\" /dev/null"], Cancellation);
        Assert.Contains("/dev/pts/0", output, StringComparison.Ordinal);
        Assert.Contains("got hello", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Attach_ToARunningOne_SeesWhatComesAndItsEnd(string client)
    {
        await DockerCli.RunAsync(Panel, client, "run", "-d", "--name", "late", "busybox", "sh", "-c", "sleep 2; echo came; exit 4");
        var (code, output, _) = await DockerCli.TryAsync(Panel, client, "attach", "--no-stdin", "late");
        Assert.Equal((4, "came\n"), (code, output));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Attach_OfClientsThatAreKilled_EndsThere(string client)
    {
        const int clients = 10;
        const int slack = 8; // What the runtime opens and closes by itself meanwhile.
        await DockerCli.RunAsync(Panel, client, "run", "-d", "--name", "quiet", "busybox", "sleep", "1000");
        await DockerCli.RunAsync(Panel, client, "ps");
        var before = Descriptors();
        string[] attach = ["-s", "KILL", "2", .. DockerCli.CommandLine(Panel, client).Split(' '), "attach", "--no-stdin", "quiet"];
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Command.TryAsync("timeout", attach, Cancellation)));
        await Poll.UntilAsync(() => Task.FromResult(Descriptors() <= before + slack), "the panel has closed what the clients left", cancellationToken: Cancellation);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_OfACommandThatIsNot_SaysSo(string client)
    {
        var (code, _, error) = await DockerCli.TryAsync(Panel, client, "run", "--rm", "busybox", "/no/such");
        Assert.Equal(127, code);
        Assert.Contains("/no/such", error, StringComparison.Ordinal);
        Assert.Equal(126, (await DockerCli.TryAsync(Panel, client, "run", "--rm", "busybox", "/etc/passwd")).Code);
    }

    private int Descriptors() => Directory.EnumerateFileSystemEntries($"/proc/{Panel.Process.Id}/fd").Count();
}
