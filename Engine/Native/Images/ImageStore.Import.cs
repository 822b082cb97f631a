using System.Runtime.InteropServices;
using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images.Layers;
using Panel.Engine.Native.Images.Oci;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Images;

public sealed partial class ImageStore
{
    /// <inheritdoc/>
    public async Task<ImageDetails> ImportAsync(
        Stream rootFilesystem, string repositoryTag, ImageConfiguration configuration, string? comment = null, CancellationToken cancellationToken = default)
    {
        var name = ImageReference.ParseTag(repositoryTag, nameof(repositoryTag));
        var staging = _layers.NewStaging();
        try
        {
            // Off the caller's context: extraction is mostly file calls, which block.
            var layer = await Task.Run(() => StageAsync(rootFilesystem, staging, cancellationToken), cancellationToken);
            await _gate.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(() => Commit(staging, layer, name, configuration, comment), CancellationToken.None);
            }
            finally
            {
                _gate.Release();
            }
        }
        finally
        {
            await Task.Run(() => ContainerSnapshots.Remove(staging), CancellationToken.None);
        }
    }

    private async Task<LayerRecord> StageAsync(Stream source, string staging, CancellationToken cancellationToken)
    {
        var directory = staging + "/diff";
        Directory.CreateDirectory(directory, (UnixFileMode)0x1ED);
        await using var blob = new BlobTee(source, staging + "/blob", Limits.MaxBytes);
        var (tar, compressed) = await LayerCompression.OpenAsync(blob, cancellationToken);
        await using (tar)
        {
            var layer = await LayerExtractor.ExtractAsync(tar, directory, Limits, cancellationToken);
            var digest = await blob.FinishAsync(cancellationToken);
            return new LayerRecord
            {
                DiffId = layer.DiffId,
                Size = layer.ContentBytes,
                Entries = layer.Entries,
                Blob = digest,
                BlobSize = blob.Length,
                MediaType = compressed ? OciMediaTypes.LayerGzip : OciMediaTypes.Layer,
            };
        }
    }

    private ImageDetails Commit(string staging, LayerRecord layer, ImageReference name, ImageConfiguration configuration, string? comment)
    {
        var now = _time.GetUtcNow();
        var content = new OciImage
        {
            Created = now,
            Architecture = Architecture,
            Os = "linux",
            Config = OciConfig.From(configuration),
            RootFilesystem = new() { DiffIds = [layer.DiffId] },
            History = [new() { Created = now, CreatedBy = "panel import", Comment = comment }],
        };
        _content.Adopt(staging + "/blob", layer.Blob);
        _layers.Publish(staging, layer);
        var config = JsonSerializer.SerializeToUtf8Bytes(content, OciJson.Default.OciImage);
        var id = _content.Write(config);
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new OciManifest
        {
            Config = new() { MediaType = OciMediaTypes.Config, Digest = id, Size = config.Length },
            Layers = [new() { MediaType = layer.MediaType, Digest = layer.Blob, Size = layer.BlobSize }],
        }, OciJson.Default.OciManifest);
        var descriptor = new OciDescriptor { MediaType = OciMediaTypes.Manifest, Digest = _content.Write(manifest), Size = manifest.Length };
        var image = new StoredImage(id, descriptor, content, [descriptor.Digest, id, layer.Blob], layer.Size);

        Save(_table with { Images = _table.Images.SetItem(id, image), Tags = _table.Tags.SetItem(name.Canonical, id) });
        ImageLog.Imported(_logger, name.Familiar, id, layer.Entries, layer.Size);
        _events.Publish("image", "import", id, name.Familiar);
        _events.Publish("image", "tag", id, name.Familiar);
        return Detail(_table, image);
    }

    private void Save(ImageTable table)
    {
        _index.Save(table);
        _table = table;
    }

    /// <summary>Of this machine, in Go's words.</summary>
    internal static string Architecture => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
