using Microsoft.Win32.SafeHandles;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Layers.Tar;

/// <summary>Applies a layer's tar to a directory. Everything stays inside it, whatever the archive says; owners and modes are set by
/// number, and whiteouts take the form that overlayfs reads with the mount option <c>userxattr</c>.</summary>
public static class LayerExtractor
{
    /// <summary>Extracts the unpacked tar stream in one pass, and syncs the files.</summary>
    /// <param name="tar">The stream, read to its end.</param>
    /// <param name="directory">An empty directory that nobody else changes.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels; the directory is then incomplete.</param>
    /// <exception cref="Contract.InvalidInputException">The archive is damaged, hostile or too large; names the entry.</exception>
    public static async Task<ExtractedLayer> ExtractAsync(Stream tar, string directory, LayerLimits? limits = null, CancellationToken cancellationToken = default)
    {
        limits ??= new();
        using var reader = new LayerTarReader(tar, limits);
        using var target = new LayerTarget(directory);
        var (entries, content) = await ExtractAsync(reader, target, limits, entry => entry, cancellationToken);
        var diffId = await reader.FinishAsync(cancellationToken);
        target.Flush();
        return new(diffId, reader.TotalBytes, content, entries);
    }

    /// <summary>Extracts every entry as changed by <paramref name="change"/>, and skips those for which it returns null. Runs synchronously
    /// as long as the stream does.</summary>
    /// <returns>The number of entries, and the bytes of their files.</returns>
    public static async ValueTask<(long Entries, long ContentBytes)> ExtractAsync(
        LayerTarReader reader, LayerTarget target, LayerLimits limits, Func<LayerEntry, LayerEntry?> change, CancellationToken cancellationToken)
    {
        long entries = 0, content = 0;
        while (await reader.NextAsync(cancellationToken) is { } read)
        {
            if (++entries > limits.MaxEntries)
                throw LayerFault.Entry(read.Name, $"is one too many: at most {limits.MaxEntries} entries are accepted");
            try
            {
                if (change(read) is not { } entry) continue;
                using var file = target.Create(entry);
                if (file is not null) content += await WriteAsync(reader, entry, file, cancellationToken);
                target.Complete(entry);
            }
            catch (LayerFaultException fault)
            {
                throw LayerFault.Entry(read.Name, fault.Message, fault);
            }
        }
        return (entries, content);
    }

    private static async ValueTask<long> WriteAsync(LayerTarReader reader, LayerEntry entry, SafeFileHandle file, CancellationToken cancellationToken)
    {
        var segments = entry.Segments ?? [(0, entry.Length)];
        long written = 0;
        ReadOnlyMemory<byte> piece = default;
        foreach (var (offset, length) in segments)
        {
            for (long done = 0; done < length;)
            {
                if (piece.IsEmpty) piece = await reader.ReadDataAsync(cancellationToken);
                if (piece.IsEmpty) throw LayerFault.Invalid("has less data than its size says");
                var part = piece[..(int)Math.Min(piece.Length, length - done)];
                Write(entry, file, part, offset + done);
                piece = piece[part.Length..];
                done += part.Length;
                written += part.Length;
            }
        }
        // A hole at the end has no data to extend the file.
        if (entry.Segments is not null) LayerFault.Check(FileCalls.Truncate(file, entry.Length), "ftruncate", entry);
        return written;
    }

    private static void Write(LayerEntry entry, SafeFileHandle file, ReadOnlyMemory<byte> data, long offset)
    {
        while (!data.IsEmpty)
        {
            var count = FileCalls.WriteAt(file, data.Span, offset);
            LayerFault.Check(count, "write", entry);
            data = data[count..];
            offset += count;
        }
    }
}
