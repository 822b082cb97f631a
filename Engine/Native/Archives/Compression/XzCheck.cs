using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Panel.Engine.Native.Archives.Compression;

/// <summary>The check of a block's unpacked data (.xz file format, 3.4).</summary>
internal abstract class XzCheck : IDisposable
{
    public abstract int Length { get; }

    /// <exception cref="InvalidDataException">There is no such kind.</exception>
    public static XzCheck Of(int kind) => kind switch
    {
        0 => new XzNoCheck(),
        1 => new XzCrc32(),
        4 => new XzCrc64(),
        10 => new XzSha256(),
        _ => throw new InvalidDataException($"The xz stream has a check of the kind {kind}, which is unknown."),
    };

    public abstract void Append(ReadOnlySpan<byte> data);

    public abstract bool Matches(ReadOnlySpan<byte> sum);

    public virtual void Dispose()
    {
    }
}

/// <summary>No check.</summary>
internal sealed class XzNoCheck : XzCheck
{
    public override int Length => 0;

    public override void Append(ReadOnlySpan<byte> data)
    {
    }

    public override bool Matches(ReadOnlySpan<byte> sum) => true;
}

/// <summary>CRC32 of IEEE 802.3.</summary>
internal sealed class XzCrc32 : XzCheck
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];
    private uint _state = uint.MaxValue;

    public override int Length => 4;

    public override void Append(ReadOnlySpan<byte> data)
    {
        foreach (var value in data) _state = Table[(byte)(_state ^ value)] ^ (_state >> 8);
    }

    public override bool Matches(ReadOnlySpan<byte> sum) => BinaryPrimitives.ReadUInt32LittleEndian(sum) == ~_state;

    private static uint Entry(int index)
    {
        var entry = (uint)index;
        for (var bit = 0; bit < 8; bit++) entry = (entry >> 1) ^ ((entry & 1) * 0xEDB88320);
        return entry;
    }
}

/// <summary>CRC64 of ECMA-182, bit-reversed.</summary>
internal sealed class XzCrc64 : XzCheck
{
    private static readonly ulong[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];
    private ulong _state = ulong.MaxValue;

    public override int Length => 8;

    public override void Append(ReadOnlySpan<byte> data)
    {
        foreach (var value in data) _state = Table[(byte)(_state ^ value)] ^ (_state >> 8);
    }

    public override bool Matches(ReadOnlySpan<byte> sum) => BinaryPrimitives.ReadUInt64LittleEndian(sum) == ~_state;

    private static ulong Entry(int index)
    {
        var entry = (ulong)index;
        for (var bit = 0; bit < 8; bit++) entry = (entry >> 1) ^ ((entry & 1) * 0xC96C5795D7870F42);
        return entry;
    }
}

/// <summary>SHA-256.</summary>
internal sealed class XzSha256 : XzCheck
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override int Length => 32;

    public override void Append(ReadOnlySpan<byte> data) => _hash.AppendData(data);

    public override bool Matches(ReadOnlySpan<byte> sum) => _hash.GetHashAndReset().AsSpan().SequenceEqual(sum);

    public override void Dispose()
    {
        _hash.Dispose();
        base.Dispose();
    }
}
