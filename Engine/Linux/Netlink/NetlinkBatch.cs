using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Panel.Engine.Linux.Netlink;

/// <summary>Writes netlink messages, several into one buffer, with nested attributes.</summary>
public sealed class NetlinkBatch
{
    private const int HeaderLength = 16;
    private byte[] _buffer = new byte[512];
    private int _length;
    private int _message = -1;
    private readonly List<(uint Sequence, string Operation, bool Acknowledged)> _requests = [];

    /// <summary>The messages so far; the last one's length is set by <see cref="End"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>The requests in order.</summary>
    internal IReadOnlyList<(uint Sequence, string Operation, bool Acknowledged)> Requests => _requests;

    /// <summary>Begins a message.</summary>
    /// <param name="operation">For the error when the kernel refuses the message, such as <c>create veth0a1b</c>.</param>
    /// <param name="type">Message type.</param>
    /// <param name="flags">Flags in addition to REQUEST.</param>
    public NetlinkBatch Begin(string operation, ushort type, NetlinkFlags flags)
    {
        _message = _length;
        var sequence = (uint)_requests.Count + 1;
        _requests.Add((sequence, operation, flags.HasFlag(NetlinkFlags.Acknowledge)));
        var header = Grow(HeaderLength);
        MemoryMarshal.Write(header[4..], type);
        MemoryMarshal.Write(header[6..], (ushort)(flags | NetlinkFlags.Request));
        MemoryMarshal.Write(header[8..], sequence);
        return this;
    }

    /// <summary>Adds the fixed part of the message.</summary>
    public NetlinkBatch Body<T>(in T body) where T : unmanaged
    {
        MemoryMarshal.Write(Grow(Marshal.SizeOf<T>()), body);
        return this;
    }

    /// <summary>Ends the message.</summary>
    public NetlinkBatch End()
    {
        MemoryMarshal.Write(_buffer.AsSpan(_message), (uint)(_length - _message));
        return this;
    }

    /// <summary>Adds an attribute of bytes.</summary>
    public NetlinkBatch Attribute(int type, ReadOnlySpan<byte> value)
    {
        var target = Grow(4 + value.Length);
        MemoryMarshal.Write(target, (ushort)(4 + value.Length));
        MemoryMarshal.Write(target[2..], (ushort)type);
        value.CopyTo(target[4..]);
        return this;
    }

    /// <summary>Adds a zero-terminated string attribute.</summary>
    public NetlinkBatch Attribute(int type, string value)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(value.Length) + 1];
        var length = Encoding.UTF8.GetBytes(value, bytes);
        bytes[length] = 0;
        return Attribute(type, bytes[..(length + 1)]);
    }

    /// <summary>Adds an attribute in the host's byte order.</summary>
    public NetlinkBatch Attribute(int type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        MemoryMarshal.Write(bytes, value);
        return Attribute(type, bytes);
    }

    /// <summary>Adds an attribute in network byte order.</summary>
    public NetlinkBatch AttributeBigEndian(int type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Attribute(type, bytes);
    }

    /// <summary>Opens an attribute with nested ones; pass the result to <see cref="Close"/>.</summary>
    public int Nest(int type)
    {
        var start = _length;
        MemoryMarshal.Write(Grow(4)[2..], (ushort)type);
        return start;
    }

    /// <summary>Closes a nested attribute.</summary>
    public NetlinkBatch Close(int nest)
    {
        MemoryMarshal.Write(_buffer.AsSpan(nest), (ushort)(_length - nest));
        return this;
    }

    private Span<byte> Grow(int count)
    {
        var aligned = (count + 3) & ~3;
        if (_length + aligned > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + aligned));
        var span = _buffer.AsSpan(_length, count);
        _length += aligned;
        return span;
    }
}
