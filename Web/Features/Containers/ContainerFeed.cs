using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>Follows the engine's container list at a pace that a page can draw.</summary>
public static class ContainerFeed
{
    /// <summary>Shortest time between two drawings. The engine merges the changes in between.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>Applies every update to the rows and calls <paramref name="changed"/>, at most once per <see cref="Pace"/>.</summary>
    public static async Task FollowAsync(this IContainers containers, ContainerRows rows, Action<ContainerListUpdate> changed, CancellationToken cancellationToken)
    {
        await foreach (var update in containers.WatchAsync(cancellationToken))
        {
            rows.Apply(update);
            changed(update);
            await Task.Delay(Pace, cancellationToken);
        }
    }
}
