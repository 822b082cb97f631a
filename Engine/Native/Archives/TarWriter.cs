using Microsoft.Win32.SafeHandles;
using Panel.Engine.Native.Images.Layers;

namespace Panel.Engine.Native.Archives;

/// <summary>Writes a tar with ustar headers (POSIX.1-1988), and a pax header (POSIX.1-2001) before an entry that does not fit.</summary>
internal sealed class TarWriter(Stream output)
{
    private const int Block = 512;
    private readonly byte[] _buffer = new byte[1 << 16];

    /// <summary>Writes an entry and, for a regular file with a length, its content.</summary>
    /// <exception cref="IOException">The file became shorter during the read.</exception>
    public async Task WriteAsync(LayerEntry entry, SafeFileHandle? content, CancellationToken cancellationToken)
    {
        var pax = PaxText.Of(entry);
        if (pax.Length > 0)
        {
            await output.WriteAsync(TarBlock.Pax(pax.Length), cancellationToken);
            await WritePaddedAsync(pax, cancellationToken);
        }

        await output.WriteAsync(TarBlock.Of(entry), cancellationToken);
        if (content is not null) await CopyAsync(entry, content, cancellationToken);
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
    private async Task CopyAsync(LayerEntry entry, SafeFileHandle content, CancellationToken cancellationToken)
    {
        for (long offset = 0; offset < entry.Length;)
        {
            var count = RandomAccess.Read(content, _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, entry.Length - offset)), offset);
            if (count == 0) throw new IOException($"'{entry.Display}' became shorter while it was read.");
            await output.WriteAsync(_buffer.AsMemory(0, count), cancellationToken);
            offset += count;
        }

        await output.WriteAsync(new byte[Padding(entry.Length)], cancellationToken);
    }

    private static int Padding(long length) => (int)((Block - (length % Block)) % Block);
}
