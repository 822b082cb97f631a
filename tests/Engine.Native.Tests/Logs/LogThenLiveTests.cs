using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Native.Attachments;
using Panel.Engine.Native.Logs;

namespace Panel.Engine.Native.Tests.Logs;

/// <summary>An attachment that begins with the log, over live outputs that are not what a shim would send in time.</summary>
public sealed class LogThenLiveTests : IDisposable
{
    private readonly LogFixture _log = new();
    private readonly Queue<Func<Live?>> _joins = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Output_OfOneThatIsGivenUpBeforeItHasCaughtUp_HasEveryByteOnce()
    {
        _log.Write(1, "a");
        _joins.Enqueue(() =>
        {
            _log.Write(2, "b");
            return new(LogPosition.EndOf(_log.Path), isHungUp: true, "lost", "too");
        });
        _joins.Enqueue(() =>
        {
            _log.Write(3, "lost");
            _log.Rotate();
            _log.Write(4, "c");
            return new(LogPosition.EndOf(_log.Path), isHungUp: false, "live", "end");
        });
        Assert.Equal("a\nb\nlost\nc\nliveend", await ReadAsync());
    }

    [Fact]
    public async Task Output_OfOneThatEndsBeforeItIsJoined_HasTheRestOfTheLog()
    {
        _log.Write(1, "a");
        _joins.Enqueue(() =>
        {
            _log.Write(2, "b");
            return null;
        });
        Assert.Equal("a\nb\n", await ReadAsync());
    }

    [Fact]
    public async Task Output_OfAShimThatDoesNotTellWhereTheLogEnds_FollowsTheLog()
    {
        _log.Write(1, "a");
        _joins.Enqueue(() => new(null, isHungUp: false, "live"));
        Assert.Equal("a\nlive", await ReadAsync());
    }

    private async Task<string> ReadAsync()
    {
        LogThenLiveAttachment? attachment = null;
        LogSession session = new(_log.Path, new() { Follow = true, EndWithContainer = true }, () => attachment!.MayGoOn);
        attachment = new(session, _ => true, _ => Task.FromResult<ILiveOutput?>(_joins.Dequeue()()), null);
        StringBuilder text = new();
        await using (attachment)
            while (await attachment.ReadAsync(Token) is { } output) text.Append(Encoding.ASCII.GetString(output.Bytes.Span));
        return text.ToString();
    }

    private sealed class Live(LogPosition? position, bool isHungUp, params string[] pieces) : ILiveOutput
    {
        private int _next;

        public bool IsHungUp => isHungUp;

        public Task<LogPosition?> PositionAsync(CancellationToken cancellationToken) => Task.FromResult(position);

        public ValueTask<AttachedOutput?> ReadAsync(CancellationToken cancellationToken = default) =>
            new(_next < pieces.Length ? new AttachedOutput(LogStream.Stdout, Encoding.ASCII.GetBytes(pieces[_next++])) : (AttachedOutput?)null);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
