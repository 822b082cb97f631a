using System.Runtime.InteropServices;
using System.Text;

namespace Panel.Engine.Linux.Netlink;

/// <summary>Iterates over the attributes of a message.</summary>
public ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The present attribute.</summary>
    public NetlinkAttribute Current { get; private set; }

    /// <summary>For foreach.</summary>
    public readonly NetlinkAttributes GetEnumerator() => this;

    /// <summary>Moves to the next attribute; false at the end or when the bytes are cut off.</summary>
    public bool MoveNext()
    {
        if (_rest.Length < 4) return false;
        var length = MemoryMarshal.Read<ushort>(_rest);
        if (length < 4 || length > _rest.Length) return false;
        Current = new NetlinkAttribute(MemoryMarshal.Read<ushort>(_rest[2..]) & 0x3fff, _rest[4..length]);
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }

    /// <summary>The value of the first attribute with that type, or nothing.</summary>
    public readonly ReadOnlySpan<byte> Find(int type)
    {
        foreach (var attribute in this)
            if (attribute.Type == type) return attribute.Value;
        return default;
    }
}

/// <summary>One attribute.</summary>
public readonly ref struct NetlinkAttribute(int type, ReadOnlySpan<byte> value)
{
    /// <summary>Its type, without the flags for nesting and byte order.</summary>
    public int Type { get; } = type;

    /// <summary>Its value.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>The value as a 32-bit number in the host's byte order.</summary>
    public uint Number => MemoryMarshal.Read<uint>(Value);

    /// <summary>The value as text.</summary>
    public string Text => Encoding.UTF8.GetString(Value).TrimEnd('\0');
}
