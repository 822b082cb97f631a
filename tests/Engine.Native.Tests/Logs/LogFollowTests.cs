using System.Threading.Channels;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Tests.Logs;

public sealed class LogFollowTests : IDisposable
{
    private readonly LogFixture _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Follow_NewLinesAcrossRotations_GivesEachOnceInOrder()
    {
        _log.Write(0, "old");
        var reader = Start(new() { Follow = true, Tail = 0 });
        await Task.Delay(100, Token);
        for (var i = 0; i < 2000; i++)
        {
            _log.Write(i, "l" + i);
            if (i % 300 == 299)
            {
                _log.Rotate(keep: 8);
                if (i % 600 == 599) await Task.Delay(60, Token);
            }
        }
        for (var i = 0; i < 2000; i++) Assert.Equal("l" + i, await NextAsync(reader));
    }

    [Fact]
    public async Task Follow_BeforeTheFirstStart_WaitsForTheFile()
    {
        _log.Running = false;
        var reader = Start(new() { Follow = true, Tail = 0 });
        await Task.Delay(100, Token);
        _log.Write(1, "first");
        Assert.Equal("first", await NextAsync(reader));
    }

    [Fact]
    public async Task Follow_RestartedContainer_GoesOn()
    {
        _log.Write(1, "one");
        _log.Running = false;
        var reader = Start(new() { Follow = true });
        Assert.Equal("one", await NextAsync(reader));
        await Task.Delay(300, Token);
        _log.Running = true;
        _log.Write(2, "two");
        Assert.Equal("two", await NextAsync(reader));
    }

    [Fact]
    public async Task Follow_EndWithContainer_GivesTheLastLinesAndEnds()
    {
        _log.Write(1, "one");
        var reader = Start(new() { Follow = true, EndWithContainer = true });
        Assert.Equal("one", await NextAsync(reader));
        _log.Write(2, "two");
        _log.Rotate();
        _log.Write(3, "three");
        _log.Raw("1970-01-01T00:00:04Z stderr F torn"u8.ToArray());
        _log.Running = false;
        Assert.Equal(["two", "three", "torn"], await RestAsync(reader));
    }

    [Fact]
    public async Task Follow_LineWrittenInPieces_IsGivenOnceWhole()
    {
        var reader = Start(new() { Follow = true });
        foreach (var piece in new[] { "1970-01-01T00", ":00:02Z std", "out F hel", "lo", "\n1970" })
        {
            _log.Raw(System.Text.Encoding.UTF8.GetBytes(piece));
            await Task.Delay(40, Token);
        }
        Assert.Equal("hello", await NextAsync(reader));
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public async Task Follow_RemovedContainer_Ends()
    {
        _log.Write(1, "one");
        var reader = Start(new() { Follow = true });
        Assert.Equal("one", await NextAsync(reader));
        _log.Running = false;
        _log.DeleteDirectory();
        Assert.Empty(await RestAsync(reader));
    }

    [Fact]
    public async Task Follow_Until_Ends()
    {
        _log.Write(1, "one");
        Assert.Equal(["one"], await RestAsync(Start(new() { Follow = true, UntilUnixNanoseconds = LogFixture.Seconds(100) })));
    }

    [Fact]
    public async Task Follow_SlowReader_LosesNothingThatRotationDeleted()
    {
        for (var i = 0; i < 5000; i++) _log.Write(i, "l" + i + new string('x', 80));
        _log.Rotate(keep: 2);
        _log.Write(5000, "current");
        await using var slow = _log.Read(new() { Follow = true }).GetAsyncEnumerator(Token);
        Assert.True(await slow.MoveNextAsync());
        // Deletes the file that the reader has only begun.
        _log.Rotate(keep: 2);
        _log.Write(5001, "new");
        var count = 1;
        while (count < 5002 && await slow.MoveNextAsync()) count++;
        Assert.Equal("new", LogFixture.Text(slow.Current));
    }

    [Fact]
    public async Task Follow_ManyReaders_AllSeeEveryLineAndCancelAtOnce()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var readers = Enumerable.Range(0, 50).Select(_ => Start(new() { Follow = true }, stop.Token)).ToList();
        _log.Write(1, "one");
        foreach (var reader in readers) Assert.Equal("one", await NextAsync(reader));
        await stop.CancelAsync();
        foreach (var reader in readers) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.Completion.WaitAsync(TimeSpan.FromSeconds(5), Token));
    }

    private ChannelReader<string> Start(LogQuery query, CancellationToken? cancellation = null)
    {
        var channel = Channel.CreateUnbounded<string>();
        _ = PumpAsync();
        return channel.Reader;

        async Task PumpAsync()
        {
            try
            {
                await foreach (var entry in _log.Reader.ReadAsync(_log.Path, query, () => _log.Running, cancellation ?? Token)) channel.Writer.TryWrite(LogFixture.Text(entry));
                channel.Writer.Complete();
            }
            catch (Exception error)
            {
                channel.Writer.Complete(error);
            }
        }
    }

    private static async Task<string> NextAsync(ChannelReader<string> reader) => await reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token);

    private static async Task<List<string>> RestAsync(ChannelReader<string> reader)
    {
        List<string> rest = [];
        await foreach (var text in reader.ReadAllAsync(Token)) rest.Add(text);
        return rest;
    }
}
