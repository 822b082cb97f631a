using Panel.Engine.Contract;
using Panel.Engine.Layers.Views;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Images;

public sealed partial class ImageStore
{
    /// <inheritdoc/>
    public async Task<LayerListing> ListLayerAsync(string reference, LayerQuery query, CancellationToken cancellationToken = default)
    {
        var image = Find(_table, reference).Image;
        var diffIds = image.Content.RootFilesystem.DiffIds;
        if (query.Layer < 0 || query.Layer >= diffIds.Count)
            throw new ObjectNotFoundException($"The image '{reference}' has {diffIds.Count} layers; there is none with the number {query.Layer}.");
        if (!query.Path.StartsWith('/')) throw new InvalidInputException($"'{query.Path}' must be an absolute path, such as '/{query.Path}'.", nameof(query.Path));
        if (query.Limit < 1) throw new InvalidInputException("At least one file must be asked for.", nameof(query.Limit));
        try
        {
            return await Task.Run(() => _layers.Diff([.. diffIds.Take(query.Layer + 1)], query, cancellationToken), cancellationToken);
        }
        catch (IOException error) when (diffIds.Take(query.Layer + 1).FirstOrDefault(diffId => _layers.Find(diffId) is null) is { } missing)
        {
            throw new ObjectNotFoundException($"The layer {missing} of the image '{reference}' is no longer on this machine.", error);
        }
    }
}
