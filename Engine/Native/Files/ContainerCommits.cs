using Panel.Engine.Contract;
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
            var image = await images.CommitAsync(container.Config.ImageId, hasChanges ? paths.ContainerUpper(container.Id) : null, commit, cancellationToken);
            events.Publish(container, "commit", ("imageID", image.Summary.Id), ("imageRef", commit.RepositoryTag ?? ""));
            return image;
        }
        finally
        {
            if (paused) await pauser.ResumeAfterCommitAsync(container);
        }
    }
}
