using System.Buffers.Binary;
using System.Text;

namespace Panel.Engine.Protocol.Wire;

internal sealed class SpecReader(ReadOnlyMemory<byte> data) : SpecWire
{
    private int _at;

    public bool IsAtEnd => _at == data.Length;

    /// <summary>The next number; the argument only selects the overload.</summary>
    public override long Number(long value) => BinaryPrimitives.ReadInt64LittleEndian(Next(sizeof(long)));

    public override string Text(string value) => Encoding.UTF8.GetString(Next(Number(0L)));

    private ReadOnlySpan<byte> Next(long length)
    {
        if (length < 0 || length > data.Length - _at)
            throw new InvalidDataException("the spec is incomplete");
        var bytes = data.Span.Slice(_at, (int)length);
        _at += (int)length;
        return bytes;
    }
}
