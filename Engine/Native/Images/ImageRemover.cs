using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Images;

/// <summary>Names and removes images.</summary>
internal sealed class ImageRemover(ImageSettings settings, ImageCatalog catalog, Leases leases, EventBus events, ILogger logger)
{
    /// <inheritdoc cref="IImages.TagAsync"/>
    public Task TagAsync(string reference, string repositoryTag, CancellationToken cancellationToken) => catalog.ChangeAsync(change =>
    {
        var name = ImageReference.ParseTag(repositoryTag, nameof(repositoryTag));
        var image = change.Table.Find(reference).Image;
        change.Save(change.Table with { Tags = change.Table.Tags.SetItem(name.Canonical, image.Id) });
        events.Publish("image", "tag", image.Id, name.Familiar);
    }, cancellationToken);

    /// <inheritdoc cref="IImages.RemoveAsync"/>
    public Task<ImageRemoval> RemoveAsync(string reference, bool force, bool keepParents, CancellationToken cancellationToken) => catalog.ChangeAsync(change =>
    {
        var (image, name) = change.Table.Find(reference);
        var plan = new RemovalPlan(change.Table, settings.Users(), leases.Held);
        plan.Remove(image, name, force, keepParents);
        change.Save(plan.Table);
        foreach (var (id, untagged) in plan.Untagged) events.Publish("image", "untag", id, ImageBlobs.Familiar(untagged));
        foreach (var (id, last) in plan.Deleted)
        {
            events.Publish("image", "delete", id, last is null ? id : ImageBlobs.Familiar(last));
            ImageLog.Removed(logger, id);
        }
        if (plan.Deleted.Count > 0) change.Sweep();
        return new ImageRemoval(plan.Steps, plan.FreedBytes);
    }, cancellationToken);

    /// <summary>Removes images that a forced removal kept for stopped containers, once no container uses them; called after a container is
    /// removed.</summary>
    public Task CollectAsync(CancellationToken cancellationToken)
    {
        if (!catalog.Table.Images.Values.Any(image => image.Removed)) return Task.CompletedTask;
        return catalog.ChangeAsync(change =>
        {
            var users = settings.Users();
            if (users.Any(ImageSweep.IsOfUnknownImage)) return;
            var used = users.Select(user => user.ImageId).ToHashSet();
            var unused = change.Table.Images.Values.Where(image => image.Removed && !used.Contains(image.Id)).Select(image => image.Id).ToList();
            if (unused.Count == 0) return;
            change.Save(change.Table with { Images = change.Table.Images.RemoveRange(unused) });
            change.Sweep();
        }, cancellationToken);
    }
}
