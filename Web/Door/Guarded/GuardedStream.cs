using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Door.Guarded;

/// <summary>A file that an actor reads. The audit history has an entry of it, which ends when it is disposed.</summary>
/// <param name="inner">The file's content.</param>
/// <param name="running">The entry.</param>
/// <param name="right">The actor's right to it.</param>
/// <param name="lost">The sentence for an actor who has lost that right.</param>
internal sealed class GuardedStream(Stream inner, RunningOperation running, HeldRight right, string lost) : Stream
{
    private Exception? _failure;

    public override bool CanRead => true;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            RefuseLost();
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _failure = error;
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        RefuseLost();
        return inner.Read(buffer, offset, count);
    }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("The file is open for reading only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The file is open for reading only.");

    public override async ValueTask DisposeAsync()
    {
        right.Dispose();
        try
        {
            await inner.DisposeAsync();
        }
        finally
        {
            await (_failure is null ? running.SucceedAsync() : running.FailAsync(_failure));
            await base.DisposeAsync();
        }
    }

    private void RefuseLost()
    {
        if (right.IsLost) throw new NotPermittedException(lost);
    }
}
