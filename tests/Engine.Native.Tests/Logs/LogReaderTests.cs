using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Protocol.Logs;

namespace Panel.Engine.Native.Tests.Logs;

public sealed class LogReaderTests : IDisposable
{
    private readonly LogFixture _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Read_NoFile_GivesNothing() => Assert.Empty(await _log.TextsAsync());

    [Fact]
    public async Task Read_RotatedFiles_GivesThemInOrder()
    {
        for (var i = 0; i < 9; i++)
        {
            _log.Write(i, "line " + i);
            if (i % 3 == 2 && i < 8) _log.Rotate();
        }
        Assert.Equal(Enumerable.Range(0, 9).Select(i => "line " + i), await _log.TextsAsync());
        Assert.Equal(["line 8"], await _log.TextsAsync(new() { Tail = 1 }));
        Assert.Equal(["line 4", "line 5", "line 6", "line 7", "line 8"], await _log.TextsAsync(new() { Tail = 5 }));
        Assert.Equal(9, (await _log.TextsAsync(new() { Tail = 100 })).Count);
        Assert.Empty(await _log.TextsAsync(new() { Tail = 0 }));
        Assert.Equal(["line 4", "line 5"], await _log.TextsAsync(new() { SinceUnixNanoseconds = LogFixture.Seconds(4), UntilUnixNanoseconds = LogFixture.Seconds(6) }));
        Assert.Equal(["line 5"], await _log.TextsAsync(new() { Tail = 1, UntilUnixNanoseconds = LogFixture.Seconds(6) }));
        Assert.Equal(["line 8"], await _log.TextsAsync(new() { Tail = 5, SinceUnixNanoseconds = LogFixture.Seconds(8) }));
        Assert.Empty(await _log.TextsAsync(new() { SinceUnixNanoseconds = LogFixture.Seconds(9) }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Read_BetweenTwoRenamesOfARotation_MissesNoFile(int free)
    {
        for (var i = 0; i < 4; i++)
        {
            if (i > 0) _log.Rotate(keep: 10);
            _log.Write(i, "line " + i);
        }
        for (var i = 3; i >= free; i--) File.Move(_log.NameOf(i), _log.NameOf(i + 1));

        Assert.Equal(Enumerable.Range(0, 4).Select(i => "line " + i), await _log.TextsAsync());
    }

    [Fact]
    public async Task Read_OneStream_CountsItsLinesOnly()
    {
        for (var i = 0; i < 10; i++) _log.Write(i, "l" + i, i % 5 == 0 ? "stderr" : "stdout");
        Assert.Equal(["l0", "l5"], await _log.TextsAsync(new() { Stdout = false }));
        Assert.Equal(["l0", "l5"], await _log.TextsAsync(new() { Stdout = false, Tail = 2 }));
        Assert.Equal(["l8", "l9"], await _log.TextsAsync(new() { Stderr = false, Tail = 2 }));
    }

    [Fact]
    public async Task Read_TailOfPartialLines_BeginsAtALinesStart()
    {
        _log.Write(1, "a");
        var (b1, b2) = (new string('1', CriRecord.ChunkBytes), new string('2', CriRecord.ChunkBytes));
        _log.Write(2, b1, tag: 'P');
        _log.Write(2, b2, tag: 'P');
        _log.Write(2, "b3");
        Assert.Equal([b1 + "…", b2 + "…", "b3"], await _log.TextsAsync(new() { Tail = 1 }));
        _log.Write(3, b1, tag: 'P');
        Assert.Equal([b1 + "…"], await _log.TextsAsync(new() { Tail = 1 }));
        Assert.Equal([b1 + "…", b2 + "…", "b3", b1 + "…"], await _log.TextsAsync(new() { Tail = 2 }));
    }

    [Fact]
    public async Task Read_LastLineOfARunWithoutALineFeed_IsALineThatSaysSo()
    {
        var whole = new string('x', CriRecord.ChunkBytes);
        _log.Write(1, whole, tag: 'P');
        _log.Write(1, "rest", tag: 'P');
        _log.Write(2, "next run");
        _log.Write(2, "", tag: 'P');
        List<(string, bool Partial, bool HasLineFeed)> read = [];
        await foreach (var entry in _log.Read()) read.Add((Encoding.Latin1.GetString(entry.Content.Span), entry.Partial, entry.HasLineFeed));
        Assert.Equal([(whole, true, false), ("rest", false, false), ("next run", false, true), ("", false, false)], read);
        Assert.Equal(["next run", ""], await _log.TextsAsync(new() { Tail = 2 }));
        Assert.Equal([whole + "…", "rest", "next run", ""], await _log.TextsAsync(new() { Tail = 3 }));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "")]
    [InlineData(3, "o3")]
    [InlineData(4, "b…,o3")]
    [InlineData(5, "a…,b…,o3")]
    [InlineData(9, "o1,a…,b…,o3")]
    public async Task Read_LastEntries_CountsOtherStreamsTimesAndPieces(int entries, string expected)
    {
        _log.Write(1, "o1");
        _log.Write(2, new string('a', CriRecord.ChunkBytes), tag: 'P');
        _log.Write(2, new string('b', CriRecord.ChunkBytes), tag: 'P');
        _log.Rotate();
        _log.Write(2, "o3");
        _log.Write(3, "e1", "stderr");
        _log.Write(9, "late");
        var texts = await _log.TextsAsync(new() { TailEntries = entries, Stderr = false, UntilUnixNanoseconds = LogFixture.Seconds(9) });
        Assert.Equal(expected, string.Join(',', texts.Select(text => text.Length > 9 ? text[..1] + text[^1] : text)));
    }

    [Fact]
    public async Task Read_ManyLines_TailAndSinceAgreeWithReadingAll()
    {
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            _log.Write(i, i + new string('x', random.Next(100)));
            if (i % 7000 == 6999) _log.Rotate(keep: 10);
        }
        var all = await _log.TextsAsync();
        Assert.Equal(20_000, all.Count);
        foreach (var i in new[] { 0, 1, 6999, 7000, 7001, 12_345, 19_999 })
        {
            Assert.Equal(all.Skip(i), await _log.TextsAsync(new() { SinceUnixNanoseconds = LogFixture.Seconds(i) }));
            Assert.Equal(all.Skip(i), await _log.TextsAsync(new() { Tail = 20_000 - i }));
        }
    }

    [Fact]
    public async Task Read_BinaryAndLongLines_AreExact()
    {
        var bytes = Enumerable.Range(0, 256).Where(value => value != '\n').Select(value => (byte)value).ToArray();
        _log.Write(1, Encoding.Latin1.GetString(bytes));
        var megabytes = new string('z', 10_000_000);
        for (var at = 0; at < megabytes.Length; at += 16384) _log.Write(2, megabytes[at..Math.Min(at + 16384, megabytes.Length)], tag: at + 16384 < megabytes.Length ? 'P' : 'F');
        // Longer than any line of the shim: another writer's.
        _log.Write(3, new string('y', 1_000_000));
        List<LogEntry> entries = [];
        await foreach (var entry in _log.Read()) entries.Add(entry);

        Assert.Equal(bytes, entries[0].Content.ToArray());
        Assert.Equal(10_000_000, entries.Where(entry => entry.UnixNanoseconds == LogFixture.Seconds(2)).Sum(entry => entry.Content.Length));
        var last = entries.Where(entry => entry.UnixNanoseconds == LogFixture.Seconds(3)).ToList();
        Assert.Equal(1_000_000, last.Sum(entry => entry.Content.Length));
        Assert.All(last, entry => Assert.Equal(-1, entry.Content.Span.IndexOfAnyExcept((byte)'y')));
        Assert.All(last[..^1], entry => Assert.True(entry.Partial));
        Assert.False(last[^1].Partial);
    }

    [Fact]
    public async Task Read_TornLastLine_IsGivenOnceItsWriterIsGone()
    {
        _log.Write(1, "whole");
        _log.Raw("1970-01-01T00:00:02Z stdout F to"u8.ToArray());
        Assert.Equal(["whole"], await _log.TextsAsync());
        Assert.Equal(["whole"], await _log.TextsAsync(new() { Tail = 1 }));
        _log.Running = false;
        Assert.Equal(["whole", "to"], await _log.TextsAsync());
        Assert.Equal(["to"], await _log.TextsAsync(new() { Tail = 1 }));
        _log.Rotate();
        _log.Write(3, "next");
        _log.Running = true;
        Assert.Equal(["whole", "to", "next"], await _log.TextsAsync());
    }

    [Fact]
    public async Task Read_ForeignLines_AreHandedOnAsTheyAre()
    {
        _log.Write(1, "a");
        _log.Raw("nonsense\n\n"u8.ToArray());
        _log.Write(2, "b");
        List<LogEntry> entries = [];
        await foreach (var entry in _log.Read()) entries.Add(entry);
        Assert.Equal(["a", "nonsense", "", "b"], entries.Select(LogFixture.Text));
        Assert.Equal(LogFixture.Seconds(1), entries[1].UnixNanoseconds);
    }

    [Fact]
    public async Task Read_RandomBytes_LosesNone()
    {
        var random = new Random(99);
        for (var round = 0; round < 50; round++)
        {
            using var log = new LogFixture { Running = false };
            var bytes = new byte[random.Next(1, 300_000)];
            random.NextBytes(bytes);
            if (round % 2 == 0) for (var i = 0; i < bytes.Length; i += random.Next(1, 5000)) bytes[i] = (byte)'\n';
            log.Raw(bytes);
            using var read = new MemoryStream();
            await foreach (var entry in log.Read())
            {
                read.Write(entry.Content.Span);
                if (!entry.Partial) read.WriteByte((byte)'\n');
            }
            Assert.Equal(bytes[^1] == '\n' ? bytes : [.. bytes, (byte)'\n'], read.ToArray());
            Assert.InRange((await log.TextsAsync(new() { Tail = random.Next(20) })).Count, 0, 40);
        }
    }

    [Fact]
    public async Task Read_LargeLog_HasEachLineOnceAndItsEndByItself()
    {
        var line = "2026-01-02T03:04:05.123456789Z stdout F an ordinary line of a web server, as long as most are /index.html 200\n"u8.ToArray();
        var block = Enumerable.Repeat(line, 10_000).SelectMany(bytes => bytes).ToArray();
        for (var i = 0; i < 60; i++) _log.Raw(block);
        var count = 0;
        await foreach (var _ in _log.Read()) count++;
        Assert.Equal(600_000, count);
        Assert.Equal(100, (await _log.TextsAsync(new() { Tail = 100 })).Count);
    }
}
