using Panel.Engine.Contract;

namespace Panel.Engine.Native.Attachments;

/// <summary>Returns the log of a container that does not run, then the output of its next run.</summary>
/// <param name="inner">The attachment.</param>
/// <param name="log">Reads the log.</param>
internal sealed class ReplayingAttachment(IAttachment inner, Func<CancellationToken, IAsyncEnumerable<LogEntry>> log) : IAttachment
{
    private readonly CancellationTokenSource _over = new();
    private IAsyncEnumerator<LogEntry>? _entries;
    private bool _isReplayed;

    public async ValueTask<AttachedOutput?> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_isReplayed) return await inner.ReadAsync(cancellationToken);
        // Each call has its own token, which ends with it; the next call continues to read the log.
        cancellationToken.ThrowIfCancellationRequested();
        _entries ??= log(_over.Token).GetAsyncEnumerator(_over.Token);
        if (await _entries.MoveNextAsync())
        {
            var entry = _entries.Current;
            return new(entry.Stream, entry.HasLineFeed ? (byte[])[.. entry.Content.Span, (byte)'\n'] : entry.Content);
        }

        _isReplayed = true;
        return await inner.ReadAsync(cancellationToken);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default) => inner.WriteAsync(input, cancellationToken);

    public ValueTask CloseInputAsync() => inner.CloseInputAsync();

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        if (_entries is not null) await _entries.DisposeAsync();
        await inner.DisposeAsync();
        _over.Dispose();
    }
}
