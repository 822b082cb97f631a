using System.IO.Pipelines;

namespace Panel.Web.DockerApi.Http;

/// <summary>Passes a writer's bytes until the gate is closed, and drops them afterwards.</summary>
internal sealed class OutputGate(PipeWriter inner) : PipeWriter
{
    private byte[]? _dropped;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => _dropped is null ? inner.UnflushedBytes : 0;

    /// <summary>Drops everything written from now on.</summary>
    public void Close() => _dropped ??= [];

    public override void Advance(int bytes)
    {
        if (_dropped is null) inner.Advance(bytes);
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        _dropped is null ? inner.FlushAsync(cancellationToken) : ValueTask.FromResult(default(FlushResult));

    public override Memory<byte> GetMemory(int sizeHint = 0) => _dropped is null ? inner.GetMemory(sizeHint) : Dropped(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private byte[] Dropped(int sizeHint) => _dropped!.Length > 0 && _dropped.Length >= sizeHint ? _dropped : _dropped = new byte[Math.Max(sizeHint, 4096)];
}
