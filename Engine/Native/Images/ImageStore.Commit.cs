using System.IO.Pipelines;
using Panel.Engine.Contract;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Images;

public sealed partial class ImageStore
{
    /// <summary>Makes an image of another one's layers and one more.</summary>
    /// <param name="parentId">Id of the image below; it may have lost its names.</param>
    /// <param name="writeLayer">Writes the layer's tar.</param>
    /// <param name="commit">What it is like.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    internal async Task<ImageDetails> CommitAsync(string parentId, Func<Stream, Task> writeLayer, CommitSpec commit, CancellationToken cancellationToken)
    {
        var name = commit.RepositoryTag is { } tag ? ImageReference.ParseTag(tag, nameof(commit.RepositoryTag)) : null;
        var staging = _layers.NewStaging();
        try
        {
            var pipe = new Pipe();
            var writing = Task.Run(() => WriteAsync(pipe.Writer, writeLayer), CancellationToken.None);
            LayerRecord layer;
            try
            {
                layer = await Task.Run(() => StageAsync(pipe.Reader.AsStream(leaveOpen: true), staging, cancellationToken), CancellationToken.None);
            }
            catch (Exception error)
            {
                // Thrown to the writer, which would go on for nobody.
                await pipe.Reader.CompleteAsync(error);
                throw;
            }
            finally
            {
                await pipe.Reader.CompleteAsync();
                await writing;
            }
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

    // What goes wrong here is thrown to the reader of the pipe.
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
