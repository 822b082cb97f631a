using System.Text;
using Panel.Engine.Contract;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

public sealed class AttachTests
{
    private static readonly AttachOptions s_all = new() { Stdin = true, Stdout = true, Stderr = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Attachment_BeforeTheStart_MissesNothing()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(Spec("echo out; echo err >&2; printf end") with { OpenStdin = false }, Token);
        await using var attachment = await harness.Containers.AttachAsync(created.Id, s_all, Token);
        await harness.Containers.StartAsync(created.Id, Token);
        Assert.Equal(("out\nend", "err\n"), await ReadAsync(attachment));
    }

    /// <summary>The log rotates beneath it, and each attachment begins at some moment of a line.</summary>
    [Fact]
    public async Task Attachment_WithTheLogsOfOneThatWrites_HasEveryByteOnceAgainAndAgain()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        const string script = "i=0; while :; do for j in 1 2 3 4 5 6 7 8; do i=$((i+1)); printf 'line '; echo $i; done; usleep 500; done";
        var id = await harness.RunAsync(script, spec => spec with { LogRotation = new(64 * 1024, 4) });
        for (var round = 0; round < 20; round++)
        {
            await using var attachment = await harness.Containers.AttachAsync(id, s_all with { Stdin = false, Logs = true }, Token);
            var written = (await harness.Containers.ReadLogsAsync(id, new() { Tail = 1 }, Token).FirstAsync(Token)).Content;
            var last = long.Parse(Encoding.ASCII.GetString(written.Span)[5..]) + 50;
            AssertConsecutive(await ReadUntilAsync(attachment, $"line {last}\n"));
        }
    }

    /// <summary>The client reads nothing from its first piece on until the container has written all and ended.</summary>
    [Fact]
    public async Task Attachment_WithTheLogs_LosesNothingToASlowClient()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        const string script = "awk 'BEGIN { for (i = 1; i <= 200000; i++) print \"line\", i }'; echo half; read go; awk 'BEGIN { for (i = 1; i <= 400000; i++) print \"line\", i }'; printf end";
        var id = await harness.RunAsync(script, spec => spec with { OpenStdin = true, LogRotation = new(64 * 1024 * 1024, 2) });
        await Poll.UntilAsync(async () => await harness.Containers.ReadLogsAsync(id, new() { Tail = 1 }, Token).AnyAsync(entry => entry.Content.Span.SequenceEqual("half"u8), Token), "the first half is written", cancellationToken: Token);
        await using var attachment = await harness.Containers.AttachAsync(id, s_all with { Logs = true }, Token);
        Assert.StartsWith("line 1\n", await ReadUntilAsync(attachment, "line 1\n"), StringComparison.Ordinal);
        await attachment.WriteAsync("\n"u8.ToArray(), Token);
        await harness.Containers.WaitAsync(id, cancellationToken: Token);

        var expected = string.Concat(Enumerable.Range(1, 200_000).Select(i => $"line {i}\n")) + "half\n" + string.Concat(Enumerable.Range(1, 400_000).Select(i => $"line {i}\n")) + "end";
        var rest = (await ReadAsync(attachment)).Out;
        Assert.True(expected.EndsWith(rest, StringComparison.Ordinal) && rest.Length > expected.Length - 64 * 1024, $"{rest.Length} of {expected.Length} bytes came.");
    }

    [Fact]
    public async Task Attachment_WithTheLogs_HasAQuestionThatWaitsForItsAnswer()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("echo ready; printf 'name? '; read n; echo hello $n", spec => spec with { OpenStdin = true });
        await harness.UntilLoggedAsync(id, "ready", Token);
        await using (var first = await harness.Containers.AttachAsync(id, s_all with { Logs = true }, Token)) Assert.Equal("ready\nname? ", await ReadUntilAsync(first, "name? "));
        await using var second = await harness.Containers.AttachAsync(id, s_all with { Logs = true }, Token);
        await second.WriteAsync("x\n"u8.ToArray(), Token);
        Assert.Equal("ready\nname? hello x\n", (await ReadAsync(second)).Out);
    }

    [Fact]
    public async Task Attachment_WithTheLogsOfOneThatHasEnded_HasThemAndThoseOfTheNextRun()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("echo out; echo err >&2; printf end");
        await harness.Containers.WaitAsync(id, cancellationToken: Token);
        await using var attachment = await harness.Containers.AttachAsync(id, s_all with { Stderr = false, Logs = true }, Token);
        await harness.Containers.StartAsync(id, Token);
        Assert.Equal(("out\nendout\nend", ""), await ReadAsync(attachment));
    }

    // Older lines may be rotated away, and the last piece may end within a line; between them none is missing and none comes twice.
    private static void AssertConsecutive(string text)
    {
        var lines = text[..text.LastIndexOf('\n')].Split('\n');
        var first = long.Parse(lines[0][5..]);
        for (var i = 0; i < lines.Length; i++) Assert.Equal($"line {first + i}", lines[i]);
    }

    private static async Task<string> ReadUntilAsync(IAttachment attachment, string end)
    {
        StringBuilder text = new();
        while (!text.ToString(Math.Max(0, text.Length - 4096), Math.Min(4096, text.Length)).Contains(end, StringComparison.Ordinal))
        {
            var output = await attachment.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromMinutes(1), Token) ?? throw new InvalidOperationException($"It ended before {end}.");
            text.Append(Encoding.ASCII.GetString(output.Bytes.Span));
        }

        return text.ToString();
    }

    [Fact]
    public async Task Input_ThatEnds_EndsThatOfTheContainer()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(Spec("cat; echo done") with { StdinOnce = true }, Token);
        await using var attachment = await harness.Containers.AttachAsync(created.Id, s_all, Token);
        await harness.Containers.StartAsync(created.Id, Token);
        var text = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"line {i}\n"));
        var reading = ReadAsync(attachment);
        await attachment.WriteAsync(Encoding.UTF8.GetBytes(text), Token);
        await attachment.CloseInputAsync();
        Assert.Equal(text + "done\n", (await reading).Out);
    }

    [Fact]
    public async Task Input_OfOneThatLeaves_LeavesTheContainersOpen()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("read a; echo 1$a; read b; echo 2$b", spec => spec with { OpenStdin = true });
        await using (var first = await harness.Containers.AttachAsync(id, s_all, Token)) await first.WriteAsync("x\n"u8.ToArray(), Token);
        await harness.UntilLoggedAsync(id, "1x", Token);
        await using var second = await harness.Containers.AttachAsync(id, s_all, Token);
        await second.WriteAsync("y\n"u8.ToArray(), Token);
        Assert.Equal("2y\n", (await ReadAsync(second)).Out);
    }

    [Fact]
    public async Task Terminal_TellsItsSizeAndEchoes()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("read a; stty size; read b", spec => spec with { OpenStdin = true, Tty = true });
        await using var attachment = await harness.Containers.AttachAsync(id, s_all, Token);
        await harness.Containers.ResizeAsync(id, 33, 101, Token);
        await attachment.WriteAsync("go\n"u8.ToArray(), Token);
        await harness.UntilLoggedAsync(id, "go\r\n33 101\r", Token);
        await attachment.WriteAsync("\n"u8.ToArray(), Token);
        Assert.Contains("33 101", (await ReadAsync(attachment)).Out, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.ResizeAsync(id, 1, 1, Token));
    }

    [Fact]
    public async Task Terminal_ThatIsResized_HasItsSizeBeforeTheInputThatFollows()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("while read a; do stty size; done", spec => spec with { OpenStdin = true, Tty = true });
        await using var attachment = await harness.Containers.AttachAsync(id, s_all, Token);
        for (var count = 1; count <= 50; count++)
        {
            await harness.Containers.ResizeAsync(id, 100 + count, 200 + count, Token);
            await attachment.WriteAsync("\n"u8.ToArray(), Token);
            List<string> sizes = [];
            await Poll.UntilAsync(async () => (sizes = [.. (await harness.LogAsync(id, Token)).Split('\n').Where(line => line.Contains(' ', StringComparison.Ordinal))]).Count == count, $"{count} sizes are told", cancellationToken: Token);
            Assert.Equal($"{100 + count} {200 + count}", sizes[^1].TrimEnd('\r'));
        }
    }

    [Fact]
    public async Task Reader_WhoCameLaterAndReadsNothing_IsGivenUpAndTheContainerGoesOn()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        const int bytes = 32 << 20;
        var id = await harness.RunAsync($"read go; yes 0123456789012345678901234567890123456789 | head -c {bytes}", spec => spec with { OpenStdin = true });
        await using var attachment = await harness.Containers.AttachAsync(id, s_all, Token);
        await attachment.WriteAsync("go\n"u8.ToArray(), Token);
        Assert.Equal(0, (await harness.Containers.WaitAsync(id, cancellationToken: Token)).ExitCode);
        Assert.InRange((await ReadAsync(attachment)).Out.Length, 1, bytes - 1);
    }

    [Fact]
    public async Task Reader_FromBeforeTheStartWhoPauses_GetsEverything()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        const int bytes = 8 << 20;
        var created = await harness.Containers.CreateAsync(Spec($"yes 0123456789012345678901234567890123456789 | head -c {bytes}"), Token);
        await using var attachment = await harness.Containers.AttachAsync(created.Id, s_all, Token);
        await harness.Containers.StartAsync(created.Id, Token);
        // Longer than the shim has patience with others.
        await Task.Delay(4000, Token);
        Assert.Equal(bytes, (await ReadAsync(attachment)).Out.Length);
        Assert.Equal(0, (await harness.Containers.WaitAsync(created.Id, cancellationToken: Token)).ExitCode);
    }

    [Fact]
    public async Task Reader_WhoIsSlow_GetsEverything()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        const int bytes = 4 << 20;
        var created = await harness.Containers.CreateAsync(Spec($"yes 0123456789012345678901234567890123456789 | head -c {bytes}"), Token);
        await using var attachment = await harness.Containers.AttachAsync(created.Id, s_all, Token);
        await harness.Containers.StartAsync(created.Id, Token);
        var total = 0;
        while (await attachment.ReadAsync(Token) is { } output)
        {
            total += output.Bytes.Length;
            await Task.Delay(2, Token);
        }
        Assert.Equal(bytes, total);
    }

    [Fact]
    public async Task Attachments_ManyAtOnce_AllGetTheSame()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(Spec("for i in $(seq 1000); do echo $i; done"), Token);
        var attachments = new List<IAttachment>();
        for (var i = 0; i < 20; i++) attachments.Add(await harness.Containers.AttachAsync(created.Id, s_all, Token));
        await attachments[0].DisposeAsync(); // One that leaves before the start is not waited for.
        await harness.Containers.StartAsync(created.Id, Token);
        var texts = await Task.WhenAll(attachments.Skip(1).Select(ReadAsync));
        Assert.Equal(string.Concat(Enumerable.Range(1, 1000).Select(i => $"{i}\n")), Assert.Single(texts.Select(text => text.Out).Distinct()));
    }

    [Fact]
    public async Task Attachment_WhoseContainerDoesNotStartOrIsRemoved_Ends()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var bad = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Command = ["/no/such"] }, Token);
        await using var first = await harness.Containers.AttachAsync(bad.Id, s_all, Token);
        await Assert.ThrowsAnyAsync<EngineException>(() => harness.Containers.StartAsync(bad.Id, Token));
        Assert.Null(await first.ReadAsync(Token));
        await harness.RunAsync("true", spec => spec with { Name = "ended" });
        await harness.Containers.WaitAsync("ended", cancellationToken: Token);
        var orphan = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", NetworkMode = "container:ended" }, Token);
        await using var third = await harness.Containers.AttachAsync(orphan.Id, s_all, Token);
        await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.StartAsync(orphan.Id, Token));
        Assert.Null(await third.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token));
        await using var second = await harness.Containers.AttachAsync(bad.Id, s_all, Token);
        await harness.Containers.RemoveAsync(bad.Id, cancellationToken: Token);
        Assert.Null(await second.ReadAsync(Token));
    }

    private static ContainerSpec Spec(string script) => new() { Image = "busybox", Command = ["sh", "-c", script], OpenStdin = true };

    private static async Task<(string Out, string Error)> ReadAsync(IAttachment attachment)
    {
        var (output, error) = (new MemoryStream(), new MemoryStream());
        while (await attachment.ReadAsync(Token) is { } piece) (piece.Stream == LogStream.Stderr ? error : output).Write(piece.Bytes.Span);
        return (Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }
}
