using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Images;

public sealed partial class ImageStore
{
    /// <summary>Creates an image from another one's layers and the changes of a container, which goes on living.</summary>
    /// <param name="parentId">Id of the image below; it may have lost its names.</param>
    /// <param name="upper">The container's upper directory; null for an image with other settings only.</param>
    /// <param name="commit">The image's settings.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    internal async Task<ImageDetails> CommitAsync(string parentId, string? upper, CommitSpec commit, CancellationToken cancellationToken)
    {
        var name = commit.RepositoryTag is { } tag ? ImageReference.ParseTag(tag, nameof(commit.RepositoryTag)) : null;
        var staging = _layers.NewStaging();
        try
        {
            var layer = upper is null ? null : await Task.Run(() => LayerStore.CopyAsync(upper, staging, Limits, cancellationToken), CancellationToken.None);
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
            await Task.Run(() => FileTree.Remove(staging), CancellationToken.None);
        }
    }
}
