using Panel.Engine.Contract;
using Panel.Engine.Native.Archives;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    public async Task<ImageDetails> CommitAsync(string idOrName, CommitSpec commit, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        var paused = commit.Pause && await TryPauseForCommitAsync(container, cancellationToken);
        try
        {
            var image = await _services.Images.CommitAsync(container.Config.ImageId, output => WriteLayerAsync(container, output, cancellationToken), commit, cancellationToken);
            _events.Publish(container, "commit", ("imageID", image.Summary.Id), ("imageRef", commit.RepositoryTag ?? ""));
            return image;
        }
        finally
        {
            if (paused) await ResumeAfterCommitAsync(container);
        }
    }

    private async Task WriteLayerAsync(Container container, Stream output, CancellationToken cancellationToken)
    {
        using var upper = new ContainerView([_services.Paths.ContainerUpper(container.Id)], ContainerIds.All);
        var tar = new TarWriter(output);
        await new TreeArchive(tar, ContainerIds.All, asLayer: true).WriteInsideAsync(upper.Root, "", cancellationToken);
        await tar.FinishAsync(cancellationToken);
    }
}
