using System.Collections.Concurrent;
using Panel.Engine.Native.Images;

namespace Panel.Engine.Native.Containers;

/// <summary>Images from which containers are being created: nobody may remove one during a long create, such as one that fills a volume.</summary>
internal sealed class ImageClaims(ImageStore images)
{
    private readonly ConcurrentDictionary<string, ImageUser> _users = new(StringComparer.Ordinal);

    /// <summary>Containers that are not in the registry yet, or have just been added.</summary>
    public ICollection<ImageUser> Users => _users.Values;

    /// <exception cref="Contract.ObjectNotFoundException">The image has been removed since it was resolved.</exception>
    public async Task TakeAsync(string containerId, string name, ResolvedImage image, CancellationToken cancellationToken)
    {
        _users[containerId] = new ImageUser(containerId, name, image.Id, Running: true);
        // A running removal has asked for the users before.
        await images.SettleAsync(cancellationToken);
        images.Resolve(image.Id);
    }

    public void Release(string containerId) => _users.TryRemove(containerId, out _);
}
