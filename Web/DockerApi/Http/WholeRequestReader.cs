using System.Buffers;
using System.IO.Pipelines;

namespace Panel.Web.DockerApi.Http;

/// <summary>Reports the end of the input only after the input was read to its end, not together with its last bytes.</summary>
/// <remarks>Kestrel treats a body as torn, and hangs up without an answer, when the end of the input arrives together with the body's last
/// bytes, as from a client that closes its half at once.</remarks>
internal sealed class WholeRequestReader(PipeReader inner) : PipeReader
{
    private ReadOnlySequence<byte> _read;
    private long _stuckAt;

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // The reader examined everything and left some of it, so it needs more; if no more comes, it must learn of the end.
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
