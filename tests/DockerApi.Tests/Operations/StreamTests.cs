using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>What travels as a stream has Docker's form, byte for byte, and begins at once.</summary>
public sealed class StreamTests(ApiPanel panel) : ApiTest(panel)
{
    [Fact]
    public async Task Logs_WithoutATerminal_AreFramesOfTheirStream()
    {
        var id = await Api.RunAsync("echo out; sleep 0.2; echo wrong >&2");
        await Api.WaitAsync(id);
        using var answer = await Api.OpenAsync(HttpMethod.Get, $"/containers/{id}/logs?stdout=1&stderr=1");
        Assert.Equal("application/vnd.docker.multiplexed-stream", answer.Content.Headers.ContentType!.ToString());
        byte[] expected = [1, 0, 0, 0, 0, 0, 0, 4, .. "out\n"u8, 2, 0, 0, 0, 0, 0, 0, 6, .. "wrong\n"u8];
        Assert.Equal(expected, await answer.Content.ReadAsByteArrayAsync(Cancellation));
        using var older = await Api.OpenAsync(HttpMethod.Get, $"/v1.41/containers/{id}/logs?stderr=1");
        Assert.Equal("application/vnd.docker.raw-stream", older.Content.Headers.ContentType!.ToString());
        Assert.Equal(expected[12..], await older.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Stats_OverAStopAndAStart_GoOnUntilTheContainerIsRemoved()
    {
        var id = await Api.RunAsync("dd if=/dev/zero of=/f bs=1M count=4; exec sleep 1000");
        using var answer = await Api.OpenAsync(HttpMethod.Get, $"/containers/{id}/stats");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        var running = await UntilAsync(lines, sample => Pids(sample) > 0);
        Assert.True(running.GetProperty("memory_stats").GetProperty("stats").EnumerateObject().Count() > 10);
        Assert.True(running.GetProperty("networks").GetProperty("eth0").TryGetProperty("rx_packets", out _));
        Assert.Equal(2048, running.GetProperty("pids_stats").GetProperty("limit").GetInt64());
        var cpu = running.GetProperty("cpu_stats").GetProperty("cpu_usage");
        Assert.True(cpu.GetProperty("total_usage").GetInt64() > 0);
        // Cgroup v2 has no count for each processor.
        Assert.NotEqual(File.Exists("/sys/fs/cgroup/cgroup.controllers"), cpu.TryGetProperty("percpu_usage", out var each));
        if (each.ValueKind == JsonValueKind.Array) Assert.Equal(cpu.GetProperty("total_usage").GetInt64(), each.EnumerateArray().Sum(one => one.GetInt64()));
        await Api.PostAsync($"/containers/{id}/stop?t=0");
        await UntilAsync(lines, sample => Pids(sample) == 0 && sample.GetProperty("read").GetString() == "0001-01-01T00:00:00Z" && sample.GetProperty("id").GetString() == id);
        await Api.PostAsync($"/containers/{id}/start");
        await UntilAsync(lines, sample => Pids(sample) > 0);
        await Api.RemoveAsync(id);
        while (await lines.ReadLineAsync(Cancellation) is not null)
        {
        }
    }

    private static long Pids(JsonElement sample) => sample.GetProperty("pids_stats").TryGetProperty("current", out var count) ? count.GetInt64() : 0;

    private static async Task<JsonElement> UntilAsync(StreamReader lines, Func<JsonElement, bool> wanted)
    {
        while (await lines.ReadLineAsync(Cancellation) is { } line)
        {
            if (JsonElement.Parse(line) is var sample && wanted(sample)) return sample;
        }

        throw new InvalidOperationException("The stream ended too early.");
    }

    [Fact]
    public async Task Logs_OfATerminal_AreRaw()
    {
        var id = await Api.RunAsync("echo out; echo more", "\"Tty\":true");
        await Api.WaitAsync(id);
        using var answer = await Api.OpenAsync(HttpMethod.Get, $"/containers/{id}/logs?stdout=1&stderr=1");
        Assert.Equal("application/vnd.docker.raw-stream", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("out\r\nmore\r\n", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Logs_FollowedByAReaderThatTakesTenBytesAtATime_HoldEveryLineAndDoNotHoldTheContainer()
    {
        const int lines = 20_000;
        var id = await Api.RunAsync($"seq {lines}", "\"Tty\":true");
        using var answer = await Api.OpenAsync(HttpMethod.Get, $"/containers/{id}/logs?stdout=1&follow=1");
        await using var body = await answer.Content.ReadAsStreamAsync(Cancellation);
        // It ends although hardly anything of its log has been read.
        Assert.Equal(0, await Api.WaitAsync(id));
        var text = new StringBuilder();
        var piece = new byte[10];
        while (await body.ReadAsync(piece, Cancellation) is var count and > 0) text.Append(Encoding.ASCII.GetString(piece, 0, count));
        Assert.Equal(string.Concat(Enumerable.Range(1, lines).Select(i => $"{i}\r\n")), text.ToString());
    }

    [Fact]
    public async Task Logs_FollowedByAReaderOfTenBytesEvery50Milliseconds_DoNotHoldTheContainer()
    {
        // A pipe's worth each time, 4 MiB in all: more than the pipe, the sockets and the panel's buffers hold between them.
        const int blocks = 64, blockBytes = 64 * 1024;
        var id = await Api.RunAsync($"i=0; while [ $i -lt {blocks} ]; do head -c {blockBytes - 1} /dev/zero | tr '\\0' $((i % 10)); echo; i=$((i + 1)); sleep 0.05; done");
        await using var connection = await Panel.ConnectAsync();
        await connection.WriteAsync(Encoding.ASCII.GetBytes($"GET /containers/{id}/logs?stdout=1&follow=1 HTTP/1.1\r\nHost: docker\r\n\r\n"), Cancellation);
        var ended = Api.WaitAsync(id);
        var (read, atTheEnd) = (new StringBuilder(), -1);
        var piece = new byte[10];
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        // Until the container has ended, and as long again.
        for (var left = int.MaxValue; left > 0 && await clock.WaitForNextTickAsync(Cancellation); left--)
        {
            var count = await connection.ReadAsync(piece, Cancellation);
            Assert.True(count > 0, "there is more to read");
            read.Append(Encoding.Latin1.GetString(piece, 0, count));
            if (ended.IsCompleted && atTheEnd < 0) (atTheEnd, left) = (read.Length, read.Length / piece.Length);
        }

        Assert.Equal(0, await ended);
        Assert.InRange(atTheEnd, piece.Length, blockBytes);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", read.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("0000000000", read.ToString(), StringComparison.Ordinal);
        // Whoever reads fast has all of it.
        using var whole = await Api.OpenAsync(HttpMethod.Get, $"/v1.41/containers/{id}/logs?stdout=1");
        Assert.Equal(blocks * blockBytes, PayloadBytes(await whole.Content.ReadAsByteArrayAsync(Cancellation)));
    }

    [Theory]
    [InlineData("not-running", 0)]
    [InlineData("next-exit", 6)]
    [InlineData("removed", 6)]
    public async Task Wait_BegunBeforeTheStart_AnswersItsHeadAtOnceAndThenTheExit(string condition, int expected)
    {
        var id = await Api.CreateAsync("exit 6", "\"HostConfig\":{\"AutoRemove\":true}");
        using var answer = await Api.OpenAsync(HttpMethod.Post, $"/containers/{id}/wait?condition={condition}");
        await Api.PostAsync($"/containers/{id}/start");
        Assert.Equal(expected, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).GetProperty("StatusCode").GetInt32());
    }

    [Fact]
    public async Task Wait_AfterAContainerHasRemovedItself_StillAnswersItsExit()
    {
        var id = await Api.CreateAsync("exit 6", "\"HostConfig\":{\"AutoRemove\":true}", name: "brief");
        using var removed = await Api.OpenAsync(HttpMethod.Post, $"/containers/{id}/wait?condition=removed");
        await Api.PostAsync($"/containers/{id}/start");
        await removed.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.AskAsync(HttpMethod.Get, $"/containers/{id}/json")).Status);
        foreach (var path in (string[])[$"{id}/wait", $"{id}/wait?condition=removed", $"{id}/wait?condition=next-exit", $"{id[..12]}/wait"])
        {
            var (status, body) = await Api.AskAsync(HttpMethod.Post, $"/containers/{path}");
            Assert.True(status == HttpStatusCode.OK, $"{path}: {body}");
            Assert.Equal(6, JsonElement.Parse(body).GetProperty("StatusCode").GetInt32());
        }

        Assert.Equal(HttpStatusCode.NotFound, (await Api.AskAsync(HttpMethod.Post, "/containers/brief/wait")).Status);
        var other = await Api.RunAsync("exec sleep 1000");
        await Api.RemoveAsync(other);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.AskAsync(HttpMethod.Post, $"/containers/{other}/wait")).Status);
    }

    [Fact]
    public async Task Events_OfNow_ComeAsTheyHappenUntilTheClientLeaves()
    {
        using var answer = await Api.OpenAsync(HttpMethod.Get, "/events?filters=" + Uri.EscapeDataString("""{"type":["container"],"event":["create","destroy"]}"""));
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        var id = await Api.CreateAsync("true", name: "watched");
        var created = JsonElement.Parse((await reader.ReadLineAsync(Cancellation))!);
        Assert.Equal(("create", id, "watched", "busybox", "local"), (
            created.GetProperty("Action").GetString(), created.GetProperty("Actor").GetProperty("ID").GetString(), created.GetProperty("Actor").GetProperty("Attributes").GetProperty("name").GetString(),
            created.GetProperty("from").GetString(), created.GetProperty("scope").GetString()));
        await Api.RemoveAsync(id);
        Assert.Contains("\"destroy\"", await reader.ReadLineAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stats_AsAStream_TellCpuTimeThatGrows()
    {
        var id = await Api.RunAsync("while :; do :; done");
        using var answer = await Api.OpenAsync(HttpMethod.Get, $"/containers/{id}/stats");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        var first = JsonElement.Parse((await reader.ReadLineAsync(Cancellation))!);
        var second = JsonElement.Parse((await reader.ReadLineAsync(Cancellation))!);
        Assert.Equal(Cpu(first.GetProperty("cpu_stats")), Cpu(second.GetProperty("precpu_stats")));
        Assert.True(Cpu(second.GetProperty("cpu_stats")) > Cpu(first.GetProperty("cpu_stats")));
        Assert.True(second.GetProperty("cpu_stats").GetProperty("system_cpu_usage").GetInt64() > first.GetProperty("cpu_stats").GetProperty("system_cpu_usage").GetInt64());
        Assert.Equal(Environment.ProcessorCount, second.GetProperty("cpu_stats").GetProperty("online_cpus").GetInt32());
    }

    [Fact]
    public async Task Request_ThatWantsTheConnection_IsRefusedAsHttpWhereNothingTakesIt()
    {
        await using var connection = await Panel.ConnectAsync();
        await connection.WriteAsync("POST /v1.51/containers/nosuch/attach?stream=1 HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray(), Cancellation);
        using var reader = new StreamReader(connection);
        var answer = await reader.ReadToEndAsync(Cancellation);
        Assert.Matches(@"^HTTP/1\.1 (404|501) ", answer);
        Assert.EndsWith("}\n", answer, StringComparison.Ordinal);
    }

    private static int PayloadBytes(byte[] frames)
    {
        var (bytes, at) = (0, 0);
        while (at < frames.Length)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(frames.AsSpan(at + 4));
            (bytes, at) = (bytes + length, at + 8 + length);
        }

        return bytes;
    }

    private static long Cpu(JsonElement cpu) => cpu.GetProperty("cpu_usage").GetProperty("total_usage").GetInt64();
}
