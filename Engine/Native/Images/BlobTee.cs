using System.Security.Cryptography;
using Panel.Engine.Contract;
using Panel.Engine.Native.Archives;

namespace Panel.Engine.Native.Images;

/// <summary>Reads a stream and stores what it reads in a file with its digest.</summary>
internal sealed class BlobTee(Stream source, string path, long limit) : ForwardStream
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ReadOnlyMemory<byte> _peeked;
    private long _length;

    /// <summary>Up to this many first bytes, which the next reads return again.</summary>
    public async Task<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken cancellationToken)
    {
        var buffer = new byte[count];
        return _peeked = buffer.AsMemory(0, await source.ReadAtLeastAsync(buffer, count, throwOnEndOfStream: false, cancellationToken));
    }

    /// <summary>Reads the rest, syncs the file and returns the digest.</summary>
    public async Task<string> FinishAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[65536];
        while (await ReadAsync(buffer, cancellationToken) > 0)
        {
        }
        _file.Flush();
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
        return "sha256:" + Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        if (_peeked.IsEmpty) count = await source.ReadAsync(buffer, cancellationToken);
        else
        {
            count = Math.Min(buffer.Length, _peeked.Length);
            _peeked[..count].CopyTo(buffer);
            _peeked = _peeked[count..];
        }
        // Bytes after the end of a gzip stream are stored, too, and the limit for unpacked bytes does not cover them.
        if (_length + count > limit) throw new InvalidInputException($"The archive is larger than {limit} bytes, the most that is accepted.");
        _hash.AppendData(buffer.Span[..count]);
        // Written into the page cache, which is faster than another thread.
        _file.Write(buffer.Span[..count]);
        _length += count;
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _hash.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Bytes read so far.</summary>
    public override long Length => _length;

    public override long Position => _length;
}
