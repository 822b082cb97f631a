using Panel.Engine.Contract;
using Panel.Engine.Registry;

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
    public async Task<ImageRemoval> RemoveAsync(string reference, bool force = false, bool keepParents = false, CancellationToken cancellationToken = default)
    {
        ImageRemoval? removal = null;
        await ChangeAsync(() =>
        {
            var (image, name) = Find(_table, reference);
            var plan = new RemovalPlan(_table, Users(), _leases.Held);
            plan.Remove(image, name, force, keepParents);
            Save(plan.Table);
            foreach (var (id, untagged) in plan.Untagged) _events.Publish("image", "untag", id, Familiar(untagged));
            foreach (var (id, last) in plan.Deleted)
            {
                _events.Publish("image", "delete", id, last is null ? id : Familiar(last));
                ImageLog.Removed(_logger, id);
            }
            if (plan.Deleted.Count > 0) Sweep();
            removal = new(plan.Steps, plan.FreedBytes);
        }, cancellationToken);
        return removal!;
    }

    /// <summary>Removes images that a forced removal kept for stopped containers, once no container uses them; called after a container is
    /// removed.</summary>
    public Task CollectAsync(CancellationToken cancellationToken = default)
    {
        if (!_table.Images.Values.Any(image => image.Removed)) return Task.CompletedTask;
        return ChangeAsync(() =>
        {
            var users = Users();
            if (users.Any(IsOfUnknownImage)) return;
            var used = users.Select(user => user.ImageId).ToHashSet();
            var unused = _table.Images.Values.Where(image => image.Removed && !used.Contains(image.Id)).Select(image => image.Id).ToList();
            if (unused.Count == 0) return;
            Save(_table with { Images = _table.Images.RemoveRange(unused) });
            Sweep();
        }, cancellationToken);
    }

    /// <summary>Removes unused content; for the engine's start, once the containers are known.</summary>
    internal Task SweepAsync(CancellationToken cancellationToken) => ChangeAsync(Sweep, cancellationToken);

    /// <summary>Waits for the running change, if any.</summary>
    internal async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (_gate.CurrentCount > 0) return;
        await _gate.WaitAsync(cancellationToken);
        _gate.Release();
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

    // Deletes content and layers that no image has and no pull needs. Under the gate; new content stays in staging until its operation
    // holds the gate.
    private void Sweep()
    {
        var images = _table.Images.Values;
        // What looks unused may belong to that image, and the fault may pass.
        if (_index.IsRebuilt || images.Any(image => image.IsUnread) || Users().Any(IsOfUnknownImage)) return;
        var blobs = images.SelectMany(image => image.Blobs).ToHashSet();
        var layers = images.SelectMany(image => image.Content.RootFilesystem.DiffIds).ToHashSet();
        foreach (var digest in _content.List().Select(blob => blob.Digest).Where(digest => !blobs.Contains(digest)).ToList()) Try(() => _leases.TryRemove(digest, () => _content.Delete(digest)), digest);
        foreach (var diffId in _layers.List().Where(diffId => !layers.Contains(diffId)).ToList()) Try(() => _layers.Delete(diffId), diffId);
    }

    // A container whose configuration cannot be read may use any image.
    private static bool IsOfUnknownImage(ImageUser user) => user.ImageId.Length == 0;

    private void Try(Action removal, string what)
    {
        try
        {
            removal();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            ImageLog.SweepFailed(_logger, error, what);
        }
    }
}
