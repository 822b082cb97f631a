using Panel.Engine.Contract;
using Panel.Engine.Native.Logs;

namespace Panel.Engine.Native.Containers;

/// <summary>Returns the log up to the attachment's beginning, then the attachment's output.</summary>
/// <param name="inner">The attachment.</param>
/// <param name="position">The beginning; null when its shim does not report it.</param>
/// <param name="log">Reads the log up to a position; without one, to its present end.</param>
internal sealed class ReplayingAttachment(
    IAttachment inner, Func<CancellationToken, Task<LogPosition?>> position, Func<LogPosition?, CancellationToken, IAsyncEnumerable<LogEntry>> log) : IAttachment
{
    private readonly CancellationTokenSource _over = new();
    private IAsyncEnumerator<LogEntry>? _entries;
    private bool _isReplayed;

    public async ValueTask<AttachedOutput?> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_isReplayed) return await inner.ReadAsync(cancellationToken);
        // Each call has its own token, which ends with it; the next call continues to read the log.
        cancellationToken.ThrowIfCancellationRequested();
        _entries ??= log(await position(cancellationToken), _over.Token).GetAsyncEnumerator(_over.Token);
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
