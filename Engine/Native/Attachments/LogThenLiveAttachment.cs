using Panel.Engine.Contract;
using Panel.Engine.Native.Logs;

namespace Panel.Engine.Native.Attachments;

/// <summary>Live output that begins where the log ends.</summary>
internal interface ILiveOutput : IAsyncDisposable
{
    /// <summary>Whether the shim has closed it: the container has ended, or the shim has given up a client that read nothing for too long.</summary>
    bool IsHungUp { get; }

    /// <summary>Where the log ends and this begins; null when the shim does not say.</summary>
    Task<LogPosition?> PositionAsync(CancellationToken cancellationToken);

    /// <summary>The next piece; null at the end.</summary>
    ValueTask<AttachedOutput?> ReadAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Gives the log of a running container and then its live output, every byte once. It reads the log until it has caught up, and only then
/// joins the live output, so that a slow client holds nobody up and is not given up over an old log. If the shim gives it up before it has
/// read what the log got meanwhile, it reads on in the log and joins again.
/// </summary>
/// <param name="log">Follows the log.</param>
/// <param name="wanted">Which streams the client wants.</param>
/// <param name="join">Joins the live output; null once the container has ended and its log is whole.</param>
/// <param name="input">Takes the input from the beginning on; null without input.</param>
internal sealed class LogThenLiveAttachment(LogSession log, Func<LogStream, bool> wanted, Func<CancellationToken, Task<ILiveOutput?>> join, IAttachment? input) : IAttachment
{
    private ILiveOutput? _live;
    private LogPosition? _end;
    private bool _isLive;
    private bool _isOver;

    /// <summary>Whether the container may still write; for the session.</summary>
    public bool MayGoOn => !_isOver;

    public async ValueTask<AttachedOutput?> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (!_isLive)
        {
            if (await FromLogAsync(cancellationToken) is { } logged) return logged;
            if (_isOver) return null;
            if (_live is null)
            {
                await JoinAsync(cancellationToken);
                continue;
            }

            // A hang-up is looked for after the first piece: by then the shim has seen that this client reads.
            var first = await _live.ReadAsync(cancellationToken);
            _isLive = first is not null && !_live.IsHungUp;
            if (_isLive) return first;
            await LeaveAsync();
        }

        return await _live!.ReadAsync(cancellationToken);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> written, CancellationToken cancellationToken = default) => input?.WriteAsync(written, cancellationToken) ?? ValueTask.CompletedTask;

    public ValueTask CloseInputAsync() => input?.CloseInputAsync() ?? ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        if (input is not null) await input.DisposeAsync();
        log.Dispose();
    }

    private async Task JoinAsync(CancellationToken cancellationToken)
    {
        _live = await join(cancellationToken);
        if (_live is null) _isOver = true;
        else _end = await _live.PositionAsync(cancellationToken);
    }

    private async ValueTask LeaveAsync()
    {
        if (_live is not null) await _live.DisposeAsync();
        (_live, _end) = (null, null);
    }

    // Up to the beginning of the live output, or to the present end of the log.
    private async ValueTask<AttachedOutput?> FromLogAsync(CancellationToken cancellationToken)
    {
        while (_end is not { } end || !log.HasReached(end))
        {
            if (!log.TryNext(out var entry))
            {
                if (await log.AdvanceAsync(cancellationToken) != LogProgress.More) return null;
            }
            else if (wanted(entry.Stream)) return new(entry.Stream, entry.HasLineFeed ? (byte[])[.. entry.Content.Span, (byte)'\n'] : entry.Content);
        }

        return null;
    }
}
