using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Panel.Engine.Contract;

namespace Panel.Engine.Layers.Tar;

/// <summary>
/// Reads and hashes a tar stream in one pass: ustar, GNU (long names, sparse files, base-256 numbers) and pax. System.Formats.Tar cannot be
/// used, because it decodes names and attribute values as UTF-8, which destroys binary ones such as security.capability.
/// </summary>
public sealed partial class LayerTarReader(Stream source, LayerLimits limits, bool hashing = true) : IDisposable
{
    private const int Block = 512;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly PaxRecords _global = new();
    private int _start, _end, _padding;

    // The limit for the headers of one entry, and for all global ones together: they can repeat without end.
    private long _entryHeaderBytes, _globalHeaderBytes;
    private long _remaining;
    private bool _any;

    /// <summary>Bytes read so far.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>Whether a tar header was found.</summary>
    public bool IsTar => _any;

    /// <summary>The next entry; null at the end of the archive.</summary>
    public async ValueTask<LayerEntry?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await NextCheckedAsync(cancellationToken);
        }
        catch (LayerFaultException fault)
        {
            throw new InvalidInputException($"The tar archive {fault.Message}, before byte {TotalBytes - (_end - _start)}.", inner: fault);
        }
    }

    private async ValueTask<LayerEntry?> NextCheckedAsync(CancellationToken cancellationToken)
    {
        await SkipDataAsync(cancellationToken);
        _entryHeaderBytes = 0;
        PaxRecords? pax = null;
        string? longName = null, longLink = null;
        while (true)
        {
            if (!await EnsureAsync(Block, cancellationToken))
            {
                if (_start != _end || pax is not null || longName is not null || longLink is not null) throw Truncated();
                return _any ? null : throw new InvalidInputException("The stream is empty; a tar archive is needed.");
            }
            // The end. A layer without changes is an archive of only this.
            if (_buffer.AsSpan(_start, Block).IndexOfAnyExcept((byte)0) < 0) return null;
            var header = new TarHeader(_buffer.AsSpan(_start, Block));
            if (!header.ChecksumHolds)
                throw new InvalidInputException(_any
                    ? $"The tar archive is damaged at byte {TotalBytes - (_end - _start)}: the header's checksum is wrong."
                    : "The stream is not a tar archive, plain or compressed with gzip, zstd, xz or bzip2: its first header's checksum is wrong.");
            _any = true;
            _start += Block;
            switch (header.Type)
            {
                case 'x': (pax ??= new(_global)).Parse(await ReadExtendedAsync(header, cancellationToken)); break;
                case 'g': _global.Parse(await ReadExtendedAsync(header, cancellationToken)); break;
                case 'L': longName = Cut(await ReadExtendedAsync(header, cancellationToken)); break;
                case 'K': longLink = Cut(await ReadExtendedAsync(header, cancellationToken)); break;
                default: return await BuildAsync(header, pax ?? _global, longName, longLink, cancellationToken);
            }
        }
    }

    /// <summary>The next piece of the entry's data, valid until the next call; empty at its end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadDataAsync(CancellationToken cancellationToken)
    {
        if (_remaining == 0) return default;
        if (_start == _end && !await EnsureAsync(1, cancellationToken)) throw Truncated();
        var count = (int)Math.Min(_remaining, _end - _start);
        var piece = _buffer.AsMemory(_start, count);
        _start += count;
        _remaining -= count;
        return piece;
    }

    /// <summary>Reads the bytes after the archive, which are part of the digest, and returns the digest.</summary>
    public async ValueTask<string> FinishAsync(CancellationToken cancellationToken)
    {
        do _start = _end;
        while (await EnsureAsync(1, cancellationToken));
        return "sha256:" + Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _hash.Dispose();
    }

    private async ValueTask SkipDataAsync(CancellationToken cancellationToken)
    {
        var skip = _remaining + _padding;
        _remaining = _padding = 0;
        while (skip > 0)
        {
            if (_start == _end && !await EnsureAsync(1, cancellationToken))
                throw Truncated();
            var count = (int)Math.Min(skip, _end - _start);
            _start += count;
            skip -= count;
        }
    }

    private async ValueTask<byte[]> ReadExtendedAsync(TarHeader header, CancellationToken cancellationToken)
    {
        var size = header.Size;
        var isGlobal = header.Type == 'g';
        var sum = size + (isGlobal ? _globalHeaderBytes : _entryHeaderBytes);
        if (size > limits.MaxExtendedHeaderBytes || sum > limits.MaxExtendedHeaderBytes)
            throw new InvalidInputException($"The tar archive has an extended header of {sum} bytes; at most {limits.MaxExtendedHeaderBytes} are accepted.");
        if (isGlobal) _globalHeaderBytes = sum;
        else _entryHeaderBytes = sum;
        var data = new byte[size];
        Begin(size);
        for (var filled = 0; filled < data.Length;)
        {
            var piece = await ReadDataAsync(cancellationToken);
            piece.Span.CopyTo(data.AsSpan(filled));
            filled += piece.Length;
        }
        await SkipDataAsync(cancellationToken);
        return data;
    }

    private void Begin(long size)
    {
        _remaining = size;
        _padding = (int)(-size & (Block - 1));
    }

    private async ValueTask<bool> EnsureAsync(int count, CancellationToken cancellationToken)
    {
        if (_end - _start >= count) return true;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        while (_end < count)
        {
            int read;
            try
            {
                read = await source.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            }
            catch (InvalidDataException damaged)
            {
                throw new InvalidInputException("The compressed stream is damaged; pull or make it again.", inner: damaged);
            }
            if (read == 0) return false;
            if (hashing) _hash.AppendData(_buffer, _end, read);
            _end += read;
            TotalBytes += read;
            if (TotalBytes > limits.MaxBytes)
                throw new InvalidInputException($"The tar archive is larger than {limits.MaxBytes} bytes, the most that is accepted.");
        }
        return true;
    }

    private static string Cut(byte[] data)
    {
        var end = Array.IndexOf(data, (byte)0);
        return Encoding.Latin1.GetString(data, 0, end < 0 ? data.Length : end);
    }

    private static InvalidInputException Truncated() => new("The tar archive ends in the middle of an entry; it was cut off.");
}
