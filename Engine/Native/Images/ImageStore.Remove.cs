using Panel.Engine.Contract;

namespace Panel.Engine.Native.Images;

public sealed partial class ImageStore
{
    /// <inheritdoc/>
    public Task TagAsync(string reference, string repositoryTag, CancellationToken cancellationToken = default) => ChangeAsync(() =>
    {
        var name = ImageReference.ParseTag(repositoryTag, nameof(repositoryTag));
        var image = Find(_table, reference).Image;
        Save(_table with { Tags = _table.Tags.SetItem(name.Canonical, image.Id) });
        _events.Publish("image", "tag", image.Id, name.Familiar);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(string reference, bool force = false, CancellationToken cancellationToken = default) => ChangeAsync(() =>
    {
        var (image, tag) = Find(_table, reference);
        var tags = _table.TagsOf(image.Id).ToList();
        if (tag is not null && tags.Count > 1)
        {
            Save(_table.Untagged(tag));
            _events.Publish("image", "untag", image.Id, Familiar(tag));
            return;
        }
        if (tag is null && tags.Count > 1 && !force)
            throw new ConflictException($"The image {Short(image.Id)} has several names ({string.Join(", ", tags.Select(Familiar))}); remove them one by one, or force.");
        var users = Users().Where(user => user.ImageId == image.Id).ToList();
        if (users.FirstOrDefault(user => user.Running) is { } running)
            throw new ObjectInUseException($"The image {NameOf(image.Id)} is used by the running container {running.ContainerName}; stop and remove it first.");
        if (users.Count > 0 && !force)
            throw new ObjectInUseException($"The image {NameOf(image.Id)} is used by the container {users[0].ContainerName}; remove it first, or force.");

        var table = _table with { Tags = _table.Tags.RemoveRange(tags), Digests = _table.Digests.RemoveRange(_table.DigestsOf(image.Id).ToList()) };
        Save(table with
        {
            // Stopped containers go on needing its layers.
            Images = users.Count > 0 ? table.Images.SetItem(image.Id, image with { Removed = true }) : table.Images.Remove(image.Id),
        });
        foreach (var name in tags) _events.Publish("image", "untag", image.Id, Familiar(name));
        _events.Publish("image", "delete", image.Id, tags.Count > 0 ? Familiar(tags[0]) : image.Id);
        ImageLog.Removed(_logger, image.Id);
        Sweep();
    }, cancellationToken);

    /// <summary>Removes what a forced removal kept for stopped containers, once none uses it; called after a container is removed.</summary>
    public Task CollectAsync(CancellationToken cancellationToken = default)
    {
        if (!_table.Images.Values.Any(image => image.Removed)) return Task.CompletedTask;
        return ChangeAsync(() =>
        {
            var used = Users().Select(user => user.ImageId).ToHashSet();
            var unused = _table.Images.Values.Where(image => image.Removed && !used.Contains(image.Id)).Select(image => image.Id).ToList();
            if (unused.Count == 0) return;
            Save(_table with { Images = _table.Images.RemoveRange(unused) });
            Sweep();
        }, cancellationToken);
    }

    private async Task ChangeAsync(Action change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await Task.Run(change, CancellationToken.None);
        }
        finally
        {
            _gate.Release();
        }
    }

    // Deletes content and layers that no image has and no pull counts on. Under the gate; what is made is in staging until it holds the gate.
    private void Sweep()
    {
        var images = _table.Images.Values;
        var blobs = images.SelectMany(image => image.Blobs).ToHashSet();
        var layers = images.SelectMany(image => image.Content.RootFilesystem.DiffIds).ToHashSet();
        foreach (var pin in _pins)
        {
            blobs.UnionWith(pin);
            layers.UnionWith(pin);
        }
        foreach (var digest in _content.List().Select(blob => blob.Digest).Where(digest => !blobs.Contains(digest)).ToList()) Try(() => _content.Delete(digest), digest);
        foreach (var diffId in _layers.List().Where(diffId => !layers.Contains(diffId)).ToList()) Try(() => _layers.Delete(diffId), diffId);
    }

    private void Try(Action removal, string what)
    {
        try
        {
            removal();
        }
        catch (IOException error)
        {
            ImageLog.SweepFailed(_logger, error, what);
        }
    }

    private static string Short(string id) => id.Length > 19 ? id[7..19] : id;
}
