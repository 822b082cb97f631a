namespace Panel.Engine.Native.Archives;

/// <summary>A file whose asynchronous reads complete synchronously, on the caller's thread.</summary>
internal sealed class AtOnceStream(FileStream file) : ForwardStream
{
    public override long Length => file.Length;

    public override long Position => file.Position;

    public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => file.Read(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(file.Read(buffer.Span));

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }
}
