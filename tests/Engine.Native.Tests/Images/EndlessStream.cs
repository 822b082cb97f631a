namespace Panel.Engine.Native.Tests.Images;

/// <summary>Gives the first bytes once and the others for ever.</summary>
internal sealed class EndlessStream(byte[] first, byte[]? others = null) : Stream
{
    private readonly byte[] _others = others ?? first;
    private byte[] _block = first;
    private int _at;

    public long Given { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (_at == _block.Length) (_block, _at) = (_others, 0);
        var count = Math.Min(buffer.Length, _block.Length - _at);
        _block.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        Given += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => Given; set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
