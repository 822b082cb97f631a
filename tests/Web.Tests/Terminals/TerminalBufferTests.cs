using Panel.Web.Features.Terminals;

namespace Panel.Web.Tests.Terminals;

public sealed class TerminalBufferTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_FromAPosition_GoesOnThere()
    {
        var buffer = new TerminalBuffer();
        await buffer.WriteAsync("hello world"u8.ToArray(), Token);
        var piece = await buffer.ReadAsync(6, Token);
        Assert.Equal((6, "world"), (piece!.Value.Position, System.Text.Encoding.UTF8.GetString(piece.Value.Bytes)));
    }

    [Fact]
    public async Task Read_OfWhatIsNotThereYet_WaitsForIt()
    {
        var buffer = new TerminalBuffer();
        var reading = buffer.ReadAsync(0, Token);
        Assert.False(reading.IsCompleted);
        await buffer.WriteAsync("x"u8.ToArray(), Token);
        var piece = await reading;
        Assert.Equal("x"u8.ToArray(), piece!.Value.Bytes);
    }

    [Fact]
    public async Task Read_AfterTheEnd_GivesTheRestAndThenNothing()
    {
        var buffer = new TerminalBuffer();
        await buffer.WriteAsync("x"u8.ToArray(), Token);
        buffer.End();
        Assert.NotNull(await buffer.ReadAsync(0, Token));
        Assert.Null(await buffer.ReadAsync(1, Token));
    }

    [Fact]
    public async Task Write_FarAheadOfTheReader_WaitsAndLosesNothing()
    {
        var buffer = new TerminalBuffer();
        var sent = Enumerable.Range(0, 3 * TerminalBuffer.Capacity).Select(i => (byte)(i % 251)).ToArray();
        var writing = buffer.WriteAsync(sent, Token);
        Assert.False(writing.IsCompleted);
        List<byte> seen = [];
        while (seen.Count < sent.Length)
        {
            seen.AddRange((await buffer.ReadAsync(seen.Count, Token))!.Value.Bytes);
            buffer.Acknowledge(seen.Count);
        }

        await writing;
        Assert.Equal(sent, seen);
    }

    [Fact]
    public async Task Write_WhileWhatWasSentIsNotAcknowledged_KeepsAllOfItForTheNextConnection()
    {
        var buffer = new TerminalBuffer();
        var sent = Enumerable.Range(0, 2 * TerminalBuffer.Capacity).Select(i => (byte)(i % 251)).ToArray();
        var writing = buffer.WriteAsync(sent, Token);
        // All that there is goes onto a wire, and is lost with it.
        for (var lost = 0; lost < TerminalBuffer.MostUnread;) lost += (await buffer.ReadAsync(lost, Token))!.Value.Bytes.Length;
        Assert.False(writing.IsCompleted);
        List<byte> seen = [];
        while (seen.Count < sent.Length)
        {
            var piece = (await buffer.ReadAsync(seen.Count, Token))!.Value;
            Assert.Equal(seen.Count, piece.Position);
            seen.AddRange(piece.Bytes);
            buffer.Acknowledge(seen.Count);
        }

        await writing;
        Assert.Equal(sent, seen);
    }

    [Fact]
    public async Task Acknowledge_OfWhatIsNotWrittenOrWasAcknowledgedBefore_ChangesNothing()
    {
        var buffer = new TerminalBuffer();
        await buffer.WriteAsync(new byte[1000], Token);
        buffer.Acknowledge(long.MaxValue);
        buffer.Acknowledge(-1);
        await buffer.WriteAsync(new byte[TerminalBuffer.MostUnread], Token);
        Assert.False(buffer.WriteAsync("x"u8.ToArray(), Token).IsCompleted);
    }

    [Fact]
    public async Task Read_FromAPositionThatIsNotKept_BeginsWithTheOldest()
    {
        var buffer = new TerminalBuffer();
        var sent = new byte[2 * TerminalBuffer.Capacity];
        var writing = buffer.WriteAsync(sent, Token);
        for (long position = 0; position < sent.Length;)
        {
            var piece = (await buffer.ReadAsync(position, Token))!.Value;
            position = piece.Position + piece.Bytes.Length;
            buffer.Acknowledge(position);
        }

        await writing;
        Assert.Equal(TerminalBuffer.Capacity, (await buffer.ReadAsync(0, Token))!.Value.Position);
        Assert.Equal(sent.Length - 1, (await buffer.ReadAsync(sent.Length - 1, Token))!.Value.Position);
    }
}
