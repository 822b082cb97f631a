using System.Buffers;
using System.IO.Pipelines;

namespace Panel.Web.DockerApi.Http;

/// <summary>Tells that the input has ended once it has been read to its end, not together with its last bytes.</summary>
/// <remarks>Kestrel calls a body torn, and hangs up without an answer, when the end of the input comes with the body's last bytes: with a client that closes its half at once.</remarks>
internal sealed class WholeRequestReader(PipeReader inner) : PipeReader
{
    private ReadOnlySequence<byte> _read;
    private long _stuckAt;

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // All was looked at and some of it was left: more is needed, and if no more comes, the end must be told.
        _stuckAt = _read.Slice(examined).IsEmpty ? _read.Slice(consumed).Length : 0;
        _read = default;
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => Tell(await inner.ReadAsync(cancellationToken));

    public override bool TryRead(out ReadResult result)
    {
        var any = inner.TryRead(out result);
        if (any) result = Tell(result);
        return any;
    }

    private ReadResult Tell(ReadResult result)
    {
        _read = result.Buffer;
        return result.IsCompleted && result.Buffer.Length > _stuckAt ? new ReadResult(result.Buffer, result.IsCanceled, isCompleted: false) : result;
    }
}
