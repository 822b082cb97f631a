using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Images;

/// <summary>Makes images of what containers have written.</summary>
internal sealed class ImageCommit(ImageSettings settings, LayerStore layers, ImageCatalog catalog, ImageMaking making)
{
    /// <summary>Creates an image from another one's layers and the changes of a container, which goes on living.</summary>
    /// <param name="parentId">Id of the image below; it may have lost its names.</param>
    /// <param name="upper">The container's upper directory; null for an image with other settings only.</param>
    /// <param name="commit">The image's settings.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    public async Task<ImageDetails> RunAsync(string parentId, string? upper, CommitSpec commit, CancellationToken cancellationToken)
    {
        var name = commit.RepositoryTag is { } tag ? ImageReference.ParseTag(tag, nameof(commit.RepositoryTag)) : null;
        var staging = layers.NewStaging();
        try
        {
            var layer = upper is null ? null : await Task.Run(() => LayerStore.CopyAsync(upper, staging, settings.Limits, cancellationToken), CancellationToken.None);
            return await catalog.ChangeAsync(change =>
            {
                var parent = change.Table.Find(parentId, withRemoved: true).Image;
                var made = new NewImage(commit.CreatedBy, "commit", commit.Configuration, commit.Comment) { Parent = parent, Author = commit.Author };
                return making.Make(change, staging, layer, name, made);
            }, cancellationToken);
        }
        finally
        {
            await Task.Run(() => FileTree.Remove(staging), CancellationToken.None);
        }
    }
}
