using Panel.Engine.Contract;
using Panel.Engine.Native.Archives;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Images;

namespace Panel.Engine.Native.Files;

/// <summary>Makes images of what containers have written.</summary>
internal sealed class ContainerCommits(
    ContainerRegistry registry, ContainerPauser pauser, ContainerContents contents, ImageStore images, EnginePaths paths, ContainerEvents events)
{
    public async Task<ImageDetails> CommitAsync(string idOrName, CommitSpec commit, CancellationToken cancellationToken = default)
    {
        var container = registry.Find(idOrName);
        var paused = commit.Pause && await pauser.TryPauseForCommitAsync(container, cancellationToken);
        try
        {
            // A container that has changed nothing adds no layer, as in Docker; its upper directory may hold placeholders for mounts.
            var hasChanges = (await contents.ListChangesAsync(container.Id, cancellationToken)).Count > 0;
            Func<Stream, Task>? layer = hasChanges ? output => WriteLayerAsync(container, output, cancellationToken) : null;
            var image = await images.CommitAsync(container.Config.ImageId, layer, commit, cancellationToken);
            events.Publish(container, "commit", ("imageID", image.Summary.Id), ("imageRef", commit.RepositoryTag ?? ""));
            return image;
        }
        finally
        {
            if (paused) await pauser.ResumeAfterCommitAsync(container);
        }
    }

    private async Task WriteLayerAsync(Container container, Stream output, CancellationToken cancellationToken)
    {
        using var upper = new ContainerView([paths.ContainerUpper(container.Id)], ContainerIds.All);
        var tar = new TarWriter(output);
        await new TreeArchive(tar, ContainerIds.All, asLayer: true).WriteInsideAsync(upper.Root, "", cancellationToken);
        await tar.FinishAsync(cancellationToken);
    }
}
