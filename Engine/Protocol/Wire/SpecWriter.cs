using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Panel.Engine.Protocol.Wire;

internal sealed class SpecWriter : SpecWire
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public override long Number(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(sizeof(long)), value);
        _buffer.Advance(sizeof(long));
        return value;
    }

    public override string Text(string value)
    {
        Number((long)Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _buffer);
        return value;
    }
}
