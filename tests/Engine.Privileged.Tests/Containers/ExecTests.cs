using System.Text;
using Panel.Engine.Contract;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

public sealed class ExecTests
{
    private const string Asleep = "exec sleep 1000";

    private static readonly AttachOptions s_all = new() { Stdin = true, Stdout = true, Stderr = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exec_WithOutputAndInput_CarriesBothAndItsExitCode()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Asleep);
        var exec = await harness.Containers.CreateExecAsync(id, Shell("cat; echo err >&2; exit 7"), Token);
        await using var attachment = await harness.Containers.StartExecAsync(exec, new ExecStartOptions(), Token);
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i}\n"));
        var reading = ReadAsync(attachment!);
        await attachment!.WriteAsync(Encoding.UTF8.GetBytes(text), Token);
        await attachment.CloseInputAsync();
        Assert.Equal((text, "err\n"), await reading);
        var details = await harness.Containers.InspectExecAsync(exec, Token);
        Assert.Equal((false, 7), (details.Running, details.ExitCode));
        Assert.Empty((await harness.Containers.InspectAsync(id, Token)).ExecIds);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(harness.Engine.Paths.RunContainer(id)), path => Path.GetFileName(path).StartsWith(exec[..8], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task Exec_IsInEveryNamespaceAndTheCgroupOfItsContainer(UserNamespaceMode users)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Asleep, spec => spec with { UserNamespace = users, Hostname = "inside" });
        var (first, own) = ((await harness.StateAsync(id, Token)).Pid, await OutAsync(harness, id, Shell("for n in cgroup ipc mnt net pid user uts; do readlink /proc/self/ns/$n; done; cat /proc/self/cgroup")));
        var expected = string.Concat(new[] { "cgroup", "ipc", "mnt", "net", "pid", "user", "uts" }.Select(kind => new FileInfo($"/proc/{first}/ns/{kind}").LinkTarget + "\n"));
        Assert.StartsWith(expected, own, StringComparison.Ordinal);
        Assert.Equal(await OutAsync(harness, id, new ExecSpec { Arguments = ["cat", "/proc/1/cgroup"] }), own[expected.Length..]);
        Assert.Equal("inside\n", await OutAsync(harness, id, Shell("hostname")));
        Assert.Equal("inside /root\n", await OutAsync(harness, id, Shell("echo $HOSTNAME $HOME")));
    }

    [Fact]
    public async Task Exec_HasTheRightsOfItsContainer()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Asleep, spec => spec with { Security = spec.Security with { CapabilitiesDrop = ["NET_RAW"], NoNewPrivileges = true } });
        const string rights = "grep -E '^(Cap|NoNewPrivs|Seccomp|Groups|Uid|Gid)' ";
        var first = await OutAsync(harness, id, Shell(rights + "/proc/1/status"));
        Assert.Contains("NoNewPrivs:\t1", first, StringComparison.Ordinal);
        Assert.Equal(first, await OutAsync(harness, id, Shell(rights + "/proc/self/status")));
        Assert.Equal(await OutAsync(harness, id, Shell("cat /proc/1/limits")), await OutAsync(harness, id, Shell("cat /proc/self/limits")));
        var all = await OutAsync(harness, id, Shell("grep CapEff /proc/self/status") with { Privileged = true });
        Assert.NotEqual(await OutAsync(harness, id, Shell("grep CapEff /proc/self/status")), all);
    }

    [Fact]
    public async Task Exec_WithUserDirectoryAndEnvironment_HasThem()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Asleep, spec => spec with { Environment = ["A=container", "B=container"] });
        var spec = Shell("id -u; id -g; pwd; echo $A $B") with { User = "1000:1001", WorkingDirectory = "/tmp", Environment = ["B=exec"] };
        Assert.Equal("1000\n1001\n/tmp\ncontainer exec\n", await OutAsync(harness, id, spec));
    }

    [Fact]
    public async Task Exec_OnATerminal_HasItsSizeAndFollowsIt()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Asleep);
        var exec = await harness.Containers.CreateExecAsync(id, Shell("tty; stty size; for i in $(seq 100); do stty size | grep -q '44 99' && break; sleep 0.1; done; stty size") with { Tty = true }, Token);
        await using var attachment = await harness.Containers.StartExecAsync(exec, new ExecStartOptions { Rows = 33, Columns = 101 }, Token);
        var seen = new StringBuilder();
        while (!seen.ToString().Contains("33 101", StringComparison.Ordinal)) seen.Append(Encoding.UTF8.GetString((await attachment!.ReadAsync(Token))!.Value.Bytes.Span));
        Assert.StartsWith("/dev/pts/", seen.ToString(), StringComparison.Ordinal);
        await harness.Containers.ResizeExecAsync(exec, 44, 99, Token);
        Assert.Contains("44 99", (await ReadAsync(attachment!)).Out, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.ResizeExecAsync(exec, 1, 1, Token));
    }

    [Fact]
    public async Task Exec_WithWhatIsNotThere_SaysSoAndHasAnExitCode()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Asleep);
        await RefusedAsync<InvalidInputException>(harness, id, new ExecSpec { Arguments = ["nosuch"] }, "nosuch", 127);
        await RefusedAsync<InvalidInputException>(harness, id, new ExecSpec { Arguments = ["/etc/passwd"] }, "permission denied", 126);
        await RefusedAsync<InvalidInputException>(harness, id, Shell("true") with { User = "nosuch" }, "nosuch", 126);
        await RefusedAsync<InvalidInputException>(harness, id, Shell("true") with { WorkingDirectory = "/no/such" }, "/no/such", 126);
        Assert.Equal("", await OutAsync(harness, id, Shell("ls -d /no 2>/dev/null; true")));
    }

    [Fact]
    public async Task Exec_OnATerminal_IsNotLuredByWhatTheContainerPutThere()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(
            "mount -t tmpfs x /dev/pts && mkfifo /dev/pts/ptmx && echo ready; exec sleep 1000", spec => spec with { Security = spec.Security with { CapabilitiesAdd = ["SYS_ADMIN"] } });
        await harness.UntilLoggedAsync(id, "ready", Token);
        var exec = await harness.Containers.CreateExecAsync(id, Shell("true") with { Tty = true }, Token);
        var refusal = await Assert.ThrowsAsync<EngineFailureException>(() => harness.Containers.StartExecAsync(exec, new ExecStartOptions(), Token));
        Assert.Contains("no devpts at /dev/pts", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_OfWrongInputOrAWrongState_IsRefused()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Command = ["sleep", "1000"] }, Token);
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.CreateExecAsync(created.Id, Shell("true"), Token));
        await harness.Containers.StartAsync(created.Id, Token);
        await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CreateExecAsync(created.Id, new ExecSpec { Arguments = [] }, Token));
        await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CreateExecAsync(created.Id, Shell("true") with { Environment = ["=x"] }, Token));
        await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CreateExecAsync(created.Id, Shell("true") with { WorkingDirectory = "tmp" }, Token));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => harness.Containers.StartExecAsync("nosuch", new ExecStartOptions(), Token));
        var exec = await harness.Containers.CreateExecAsync(created.Id, Shell("true"), Token);
        await harness.Containers.PauseAsync(created.Id, Token);
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.StartExecAsync(exec, new ExecStartOptions(), Token));
        await harness.Containers.UnpauseAsync(created.Id, Token);
        await harness.Containers.StartExecAsync(exec, new ExecStartOptions { Detach = true }, Token);
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.StartExecAsync(exec, new ExecStartOptions(), Token));
    }

    [Fact]
    public async Task Exec_WhenItsContainerEnds_EndsToo()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Asleep);
        var exec = await harness.Containers.CreateExecAsync(id, Shell("echo up; exec sleep 1000"), Token);
        await using var attachment = await harness.Containers.StartExecAsync(exec, new ExecStartOptions(), Token);
        Assert.NotNull(await attachment!.ReadAsync(Token));
        Assert.Equal([exec], (await harness.Containers.InspectAsync(id, Token)).ExecIds);
        await harness.Containers.KillAsync(id, null, Token);
        Assert.Null(await attachment.ReadAsync(Token));
        Assert.Equal(137, (await harness.Containers.InspectExecAsync(exec, Token)).ExitCode);
        await harness.Containers.RemoveAsync(id, force: true, cancellationToken: Token);
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => harness.Containers.InspectExecAsync(exec, Token));
    }

    [Fact]
    public async Task Exec_ThatIsKilled_TellsTheSignal()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Asleep);
        var exec = await harness.Containers.CreateExecAsync(id, Shell("echo up; exec sleep 1000"), Token);
        await using var attachment = await harness.Containers.StartExecAsync(exec, new ExecStartOptions(), Token);
        Assert.NotNull(await attachment!.ReadAsync(Token));
        await harness.Containers.KillExecAsync(exec, "HUP", Token);
        Assert.Null(await attachment.ReadAsync(Token));
        Assert.Equal(129, (await harness.Containers.InspectExecAsync(exec, Token)).ExitCode);
    }

    [Fact]
    public async Task Execs_ManyAtOnce_AllEndAndLeaveNothing()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Asleep);
        var before = Directory.EnumerateFileSystemEntries(harness.Engine.Paths.RunContainer(id)).Order().ToList();
        var outputs = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => OutAsync(harness, id, Shell($"echo {i}"))));
        Assert.Equal([.. Enumerable.Range(0, 30).Select(i => $"{i}\n")], outputs);
        await Poll.UntilAsync(
            () => Task.FromResult(Directory.EnumerateFileSystemEntries(harness.Engine.Paths.RunContainer(id)).Order().SequenceEqual(before)), "nothing is left of them", cancellationToken: Token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exec_WhoseReaderPauses_LosesNothing(bool endsMeanwhile)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Asleep);
        // The shorter output fits into what waits for its reader, so the command is gone long before it is read.
        var last = endsMeanwhile ? 100_000 : 1_000_000;
        var exec = await harness.Containers.CreateExecAsync(id, Shell($"seq 1 {last}"), Token);
        await using var attachment = await harness.Containers.StartExecAsync(exec, new ExecStartOptions(), Token);
        await Task.Delay(4000, Token);
        Assert.Equal(!endsMeanwhile, (await harness.Containers.InspectExecAsync(exec, Token)).Running);
        Assert.EndsWith($"\n{last}\n", (await ReadAsync(attachment!)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_ThatLeavesAFloodBehind_EndsWithItsProcess()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Asleep);
        var exec = await harness.Containers.CreateExecAsync(id, Shell("for i in 1 2 3 4; do yes & done; sleep 0.2; exit 3"), Token);
        await using var attachment = await harness.Containers.StartExecAsync(exec, new ExecStartOptions(), Token);
        await ReadAsync(attachment!);
        await Poll.UntilAsync(async () => (await harness.Containers.InspectExecAsync(exec, Token)).ExitCode == 3, "the exec has ended", cancellationToken: Token);
        await Poll.UntilAsync(async () => (await harness.Containers.ListProcessesAsync(id, cancellationToken: Token)).Count == 1, "who writes to nobody has ended", cancellationToken: Token);
    }

    private static ExecSpec Shell(string script) => new() { Arguments = ["sh", "-c", script], Attach = s_all };

    private static async Task<string> OutAsync(EngineHarness harness, string id, ExecSpec spec)
    {
        var exec = await harness.Containers.CreateExecAsync(id, spec with { Attach = new AttachOptions { Stdout = true } }, Token);
        await using var attachment = await harness.Containers.StartExecAsync(exec, new ExecStartOptions(), Token);
        return (await ReadAsync(attachment!)).Out;
    }

    private static async Task RefusedAsync<T>(EngineHarness harness, string id, ExecSpec spec, string sentence, int exitCode) where T : EngineException
    {
        var exec = await harness.Containers.CreateExecAsync(id, spec with { Attach = s_all }, Token);
        var refusal = await Assert.ThrowsAsync<T>(() => harness.Containers.StartExecAsync(exec, new ExecStartOptions(), Token));
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(exitCode, (await harness.Containers.InspectExecAsync(exec, Token)).ExitCode);
    }

    private static async Task<(string Out, string Error)> ReadAsync(IAttachment attachment)
    {
        var (output, error) = (new MemoryStream(), new MemoryStream());
        while (await attachment.ReadAsync(Token) is { } piece) (piece.Stream == LogStream.Stderr ? error : output).Write(piece.Bytes.Span);
        return (Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }
}
