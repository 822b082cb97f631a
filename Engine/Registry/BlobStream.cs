using System.Diagnostics;
using System.Net;
using Panel.Engine.Contract;

namespace Panel.Engine.Registry;

/// <summary>A blob as one stream: after a broken connection it continues by Range. It returns exactly as many bytes as the manifest says,
/// or an error.</summary>
public sealed class BlobStream(RemoteRepository repository, string digest, long size, Action<long>? progress, Action<string>? retrying) : Stream
{
    // This many bytes since the last failure reset the count of attempts: large blobs may break more than five times.
    private const long WorthCounting = 1 << 20;
    // Less than this, within the time limit for silence, also counts as silence.
    private const int LeastPiece = 4096;
    private readonly RetryPause _pause = new(repository.Session.Options.RetryDelay, repository.Session.Time);
    private HttpResponseMessage? _answer;

    // Ended by the caller, or by a registry that is silent for too long.
    private CancellationTokenSource? _reading;
    private Stream? _body;
    private long _position, _sinceFailure;

    // The remaining time limit for the present piece; our own work in between does not count.
    private TimeSpan _left;
    private int _piece;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                if (_body is null)
                {
                    if (_position == size && _position > 0) return 0;
                    await OpenAsync(cancellationToken);
                }
                var count = await PieceAsync(_body!, buffer, cancellationToken);
                if (count == 0)
                {
                    if (_position == size) return 0;
                    throw new TransientRegistryException($"The registry {repository.Session.Host} broke off {digest} after {_position} of {size} bytes.");
                }
                if (_position + count > size)
                    throw new EngineFailureException($"The registry {repository.Session.Host} sent more than the {size} bytes of {digest}; the panel discarded it.", "pull");
                _position += count;
                if ((_sinceFailure += count) >= WorthCounting) _pause.Reset();
                progress?.Invoke(_position);
                return count;
            }
            catch (TransientRegistryException error)
            {
                LetGo();
                _sinceFailure = 0;
                retrying?.Invoke(error.Message);
                await _pause.WaitAsync(error, cancellationToken);
            }
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        _reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        (_left, _piece) = (repository.Session.Options.Patience, 0);
        var answer = _answer = await repository.OpenAsync(digest, _position, cancellationToken);
        var resumed = answer.StatusCode == HttpStatusCode.PartialContent;
        if (resumed && _position > 0 && answer.Content.Headers.ContentRange?.From is var from && from != _position)
            throw new TransientRegistryException($"The registry {repository.Session.Host} gives {digest} from byte {from?.ToString() ?? "unknown"}, but was asked from byte {_position}.");
        var begin = resumed ? _position : 0;
        if (answer.Content.Headers.ContentLength is { } length && begin + length != size)
            throw new EngineFailureException($"The registry {repository.Session.Host} says that {digest} has {begin + length} bytes, but its manifest says {size}; the panel discarded it.", "pull");
        _body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        // The registry ignored Range: the bytes that we have are read again and skipped.
        if (!resumed) await SkipAsync(_body, _position, cancellationToken);
    }

    private async Task SkipAsync(Stream body, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (count > 0)
        {
            var read = await PieceAsync(body, buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken);
            if (read == 0) throw new TransientRegistryException($"The registry {repository.Session.Host} broke off {digest} again.");
            count -= read;
        }
    }

    private async ValueTask<int> PieceAsync(Stream body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        _reading!.CancelAfter(_left);
        try
        {
            var count = await body.ReadAsync(buffer, _reading.Token);
            _reading.CancelAfter(Timeout.InfiniteTimeSpan);
            (_left, _piece) = _piece + count >= LeastPiece
                ? (repository.Session.Options.Patience, 0)
                : (TimeSpan.FromTicks(Math.Max(1, (_left - Stopwatch.GetElapsedTime(begin)).Ticks)), _piece + count);
            return count;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new TransientRegistryException($"The connection to {repository.Session.Host} broke after {_position} of {size} bytes of {digest}.", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientRegistryException($"The registry {repository.Session.Host} sent almost nothing of {digest} for {repository.Session.Options.Patience.TotalSeconds:0} s.", error);
        }
    }

    private void LetGo()
    {
        _body?.Dispose();
        _answer?.Dispose();
        _reading?.Dispose();
        (_body, _answer, _reading) = (null, null, null);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) LetGo();
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => size;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
