using Microsoft.Win32.SafeHandles;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Layers.Tar;

/// <summary>Writes a tar with ustar headers (POSIX.1-1988), and a pax header (POSIX.1-2001) before an entry that does not fit.</summary>
public sealed class TarWriter(Stream output) : IEntrySink
{
    private const int Block = 512;
    private readonly byte[] _buffer = new byte[1 << 16];

    /// <inheritdoc/>
    public Task WriteAsync(LayerEntry entry, SafeFileHandle? content, CancellationToken cancellationToken) => WriteAsync(entry, content, null, cancellationToken);

    /// <summary>Writes an entry and, for a regular file with a length, its content, which an empty file receives, too.</summary>
    /// <exception cref="IOException">The file became shorter during the read.</exception>
    internal async Task WriteAsync(LayerEntry entry, SafeFileHandle? content, SafeFileHandle? copy, CancellationToken cancellationToken)
    {
        var pax = PaxText.Of(entry);
        if (pax.Length > 0)
        {
            await output.WriteAsync(TarBlock.Pax(pax.Length), cancellationToken);
            await WritePaddedAsync(pax, cancellationToken);
        }

        await output.WriteAsync(TarBlock.Of(entry), cancellationToken);
        if (content is not null) await CopyAsync(entry, content, copy, cancellationToken);
    }

    /// <summary>Writes a file with these bytes.</summary>
    public async Task WriteFileAsync(LayerEntry entry, byte[] content, CancellationToken cancellationToken)
    {
        entry.Length = content.Length;
        await WriteAsync(entry, null, cancellationToken);
        await WritePaddedAsync(content, cancellationToken);
    }

    /// <summary>Writes the end of the archive: two blocks of zeros.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(new byte[2 * Block], cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    private async Task WritePaddedAsync(byte[] data, CancellationToken cancellationToken)
    {
        await output.WriteAsync(data, cancellationToken);
        await output.WriteAsync(new byte[Padding(data.Length)], cancellationToken);
    }

    // As many bytes as the header says: a file that grows meanwhile is cut there.
    private async Task CopyAsync(LayerEntry entry, SafeFileHandle content, SafeFileHandle? copy, CancellationToken cancellationToken)
    {
        for (long offset = 0; offset < entry.Length;)
        {
            var count = RandomAccess.Read(content, _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, entry.Length - offset)), offset);
            if (count == 0) throw new IOException($"'{entry.Display}' became shorter while it was read.");
            await output.WriteAsync(_buffer.AsMemory(0, count), cancellationToken);
            if (copy is not null) CopyPiece(copy, _buffer.AsSpan(0, count), offset);
            offset += count;
        }

        if (copy is not null && FileCalls.Truncate(copy, entry.Length) is < 0 and var result) throw FileTree.Failure("ftruncate", entry.Name, result);
        await output.WriteAsync(new byte[Padding(entry.Length)], cancellationToken);
    }

    // A hole stays one.
    private static void CopyPiece(SafeFileHandle copy, ReadOnlySpan<byte> piece, long offset)
    {
        if (piece.IndexOfAnyExcept((byte)0) >= 0) RandomAccess.Write(copy, piece, offset);
    }

    private static int Padding(long length) => (int)((Block - (length % Block)) % Block);
}
