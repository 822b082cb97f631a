using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Layers.Views;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Layers;

/// <summary>
/// The canonical tar of a tree of changes: entries in the order of their names, whiteouts before them, attributes in the order of theirs. Its digest is the
/// layer's diff id, and it can be written again from the layer's files at any time. So its form must never change: the tar of an existing layer would have
/// another digest than the images that have it say.
/// </summary>
internal sealed class LayerDigest : IEntrySink, IDisposable
{
    private readonly LayerLimits _limits;
    private readonly DigestStream _stream;
    private readonly TarWriter _tar;
    private long _entries, _contentBytes;

    private LayerDigest(LayerLimits limits, Stream? output)
    {
        _limits = limits;
        _stream = new DigestStream(limits.MaxBytes, output);
        _tar = new TarWriter(_stream);
    }

    /// <summary>Reads a tree once.</summary>
    /// <param name="directory">An upper directory of overlayfs, or a layer's files.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="copy">Receives every entry, as an unpacked tar would have it; null for nobody.</param>
    /// <param name="output">Receives the tar; null for nobody.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="EngineException">The tree cannot be a layer: it is too large or too deep, or has a name that marks a removed file.</exception>
    public static async Task<LayerRecord> OfAsync(string directory, LayerLimits limits, LayerTarget? copy, Stream? output, CancellationToken cancellationToken)
    {
        using var digest = new LayerDigest(limits, output);
        using var tree = MergedDirectory.OpenRoot([directory]);
        var sink = copy is null ? digest : (IEntrySink)new CopySink(digest, copy);
        await new TreeArchive(sink, ContainerIds.All, asLayer: true).WriteInsideAsync(tree, "", cancellationToken);
        await digest._tar.FinishAsync(cancellationToken);
        var diffId = digest._stream.Finish();
        return new()
        {
            DiffId = diffId,
            Size = digest._contentBytes,
            Entries = digest._entries,
            Blob = diffId,
            BlobSize = digest._stream.Length,
            MediaType = LayerRecord.PlainTar,
        };
    }

    /// <inheritdoc/>
    public Task WriteAsync(LayerEntry entry, SafeFileHandle? content, CancellationToken cancellationToken)
    {
        Count(entry);
        return _tar.WriteAsync(entry, content, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Count(LayerEntry entry)
    {
        if (++_entries > _limits.MaxEntries) throw LayerFault.Entry(entry.Name, $"is one too many: at most {_limits.MaxEntries} entries are accepted");
        if (entry.Length > _limits.MaxBytes) throw LayerFault.Entry(entry.Name, $"has {entry.Length} bytes; at most {_limits.MaxBytes} are accepted");
        if (entry.Type == LayerEntryType.Regular) _contentBytes += entry.Length;
    }

    /// <summary>Copies each entry while it is hashed.</summary>
    private sealed class CopySink(LayerDigest digest, LayerTarget target) : IEntrySink
    {
        public async Task WriteAsync(LayerEntry entry, SafeFileHandle? content, CancellationToken cancellationToken)
        {
            // A tar has whole seconds.
            var copied = entry with { Modified = new(entry.Modified.Seconds, 0) };
            try
            {
                using var file = target.Create(copied);
                if (file is null || content is null) await digest.WriteAsync(entry, content, cancellationToken);
                else await CopyAsync(entry, content, file, cancellationToken);
                target.Complete(copied);
            }
            catch (LayerFaultException fault)
            {
                throw LayerFault.Entry(entry.Name, fault.Message, fault);
            }
        }

        private async Task CopyAsync(LayerEntry entry, SafeFileHandle content, SafeFileHandle file, CancellationToken cancellationToken)
        {
            if (FileClone.Try(content, file))
            {
                // The clone is what is hashed: the container may change its file meanwhile.
                entry.Length = RandomAccess.GetLength(file);
                await digest.WriteAsync(entry, file, cancellationToken);
                return;
            }
            digest.Count(entry);
            await digest._tar.WriteAsync(entry, content, file, cancellationToken);
        }
    }
}
