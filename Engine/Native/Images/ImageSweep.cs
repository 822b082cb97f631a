using Microsoft.Extensions.Logging;
using Panel.Engine.Layers;
using Panel.Engine.Native.Images.Stored;

namespace Panel.Engine.Native.Images;

/// <summary>Deletes content and layers that no image has and nobody has a lease on. New content stays in staging until the change that adds it.</summary>
internal sealed class ImageSweep(ContentStore content, LayerStore layers, Leases leases, ImageSettings settings, ILogger logger)
{
    /// <summary>Whether a container's configuration cannot be read, so that it may use any image.</summary>
    public static bool IsOfUnknownImage(ImageUser user) => user.ImageId.Length == 0;

    /// <summary>Deletes what is not in the table; nothing while an image or a container is unreadable, because the fault may pass.</summary>
    public void Run(ImageTable table)
    {
        var images = table.Images.Values;
        if (images.Any(image => image.IsUnread) || settings.Users().Any(IsOfUnknownImage)) return;
        var blobs = images.SelectMany(image => image.Blobs).ToHashSet();
        var used = images.SelectMany(image => image.Content.RootFilesystem.DiffIds).ToHashSet();
        foreach (var digest in content.List().Select(blob => blob.Digest).Where(digest => !blobs.Contains(digest)).ToList())
            Try(() => leases.TryRemove(digest, () => content.Delete(digest)), digest);
        foreach (var diffId in layers.List().Where(diffId => !used.Contains(diffId)).ToList())
            Try(() => layers.Delete(diffId), diffId);
    }

    private void Try(Action removal, string what)
    {
        try
        {
            removal();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            ImageLog.SweepFailed(logger, error, what);
        }
    }
}
