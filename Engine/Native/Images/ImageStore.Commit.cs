using System.IO.Pipelines;
using Panel.Engine.Contract;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Images;

public sealed partial class ImageStore
{
    /// <summary>Creates an image from another one's layers and one more.</summary>
    /// <param name="parentId">Id of the image below; it may have lost its names.</param>
    /// <param name="writeLayer">Writes the layer's tar; null for an image with other settings only.</param>
    /// <param name="commit">The image's settings.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    internal async Task<ImageDetails> CommitAsync(string parentId, Func<Stream, Task>? writeLayer, CommitSpec commit, CancellationToken cancellationToken)
    {
        var name = commit.RepositoryTag is { } tag ? ImageReference.ParseTag(tag, nameof(commit.RepositoryTag)) : null;
        var staging = _layers.NewStaging();
        try
        {
            var layer = writeLayer is null ? null : await StageAsync(writeLayer, staging, cancellationToken);
            await _gate.WaitAsync(cancellationToken);
            try
            {
                var parent = Find(_table, parentId, withRemoved: true).Image;
                return await Task.Run(
                    () => Commit(staging, layer, name, new(commit.CreatedBy, "commit", commit.Configuration, commit.Comment) { Parent = parent, Author = commit.Author }), CancellationToken.None);
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

    private async Task<LayerRecord> StageAsync(Func<Stream, Task> writeLayer, string staging, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var writing = Task.Run(() => WriteAsync(pipe.Writer, writeLayer), CancellationToken.None);
        try
        {
            return await Task.Run(() => StageAsync(pipe.Reader.AsStream(leaveOpen: true), staging, cancellationToken), CancellationToken.None);
        }
        catch (Exception error)
        {
            // Thrown in the writer, which would otherwise continue without a reader.
            await pipe.Reader.CompleteAsync(error);
            throw;
        }
        finally
        {
            await pipe.Reader.CompleteAsync();
            await writing;
        }
    }

    // An error here is thrown in the pipe's reader.
    private static async Task WriteAsync(PipeWriter writer, Func<Stream, Task> writeLayer)
    {
        try
        {
            await writeLayer(writer.AsStream(leaveOpen: true));
            await writer.CompleteAsync();
        }
        catch (Exception error)
        {
            await writer.CompleteAsync(error);
        }
    }
}
