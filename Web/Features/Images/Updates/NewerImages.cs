using Panel.Engine.Contract;

namespace Panel.Web.Features.Images.Updates;

/// <summary>Says which containers run an outdated image, following images and checks.</summary>
public sealed class NewerImages(IContainerEngine engine, ImageUpdates updates)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private Dictionary<string, ImageSummary> _named = [];

    /// <summary>One sentence; null when nothing newer is known.</summary>
    public string? Of(ContainerSummary container)
    {
        if (ImageNames.Tag(container.Image) is not { } tag || !_named.TryGetValue(tag, out var image)) return null;
        if (image.Id != container.ImageId) return $"The tag {tag} now names another image on this machine; a recreated container would run that image.";
        return updates.Of(image, tag).State == UpdateState.Available ? $"The registry has a newer {tag}." : null;
    }

    /// <summary>Follows until it is cancelled.</summary>
    /// <param name="changed">Called after every change, from any thread.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task FollowAsync(Action changed, CancellationToken cancellationToken)
    {
        updates.Changed += changed;
        try
        {
            // Starts watching before the first reading, so that no change is missed in between.
            await using var happenings = engine.Events.WatchAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            var next = happenings.MoveNextAsync();
            await LoadAsync(changed, cancellationToken);
            for (; await next; next = happenings.MoveNextAsync())
            {
                if (happenings.Current.Type != "image") continue;
                await LoadAsync(changed, cancellationToken);
                await Task.Delay(Pace, cancellationToken);
            }
        }
        finally
        {
            updates.Changed -= changed;
        }
    }

    private async Task LoadAsync(Action changed, CancellationToken cancellationToken)
    {
        var images = await engine.Images.ListAsync(cancellationToken);
        _named = images.SelectMany(image => image.RepositoryTags.Select(tag => (tag, image))).ToDictionary(name => name.tag, name => name.image);
        changed();
    }
}
