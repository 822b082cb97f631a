using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

/// <summary>What a container's state forbids. Clients match on the words that are Docker's.</summary>
internal static class Refusals
{
    public static void Dead(Container container)
    {
        Removing(container);
        if (container.State.Status == ContainerStatus.Dead)
            throw new ConflictException($"The container {container.Name} is dead and can only be removed: {container.State.Error}");
    }

    public static void Removing(Container container)
    {
        if (container.IsRemoving) throw new ConflictException($"The removal of container {container.Name} is already in progress");
    }

    /// <summary>Its configuration is unknown: a placeholder must not overwrite a file that may be restored, and a restart would fail after
    /// the stop.</summary>
    public static void Damaged(Container container, string verb)
    {
        if (container.Damage is { } damage) throw new ConflictException($"The container {container.Name} cannot be {verb}. {damage}");
    }

    /// <summary>It may have a run that only its shim knows.</summary>
    public static void Unanswered(Container container)
    {
        if (!container.AwaitsShim) return;
        throw new ConflictException(
            $"The shim of the container {container.Name} has not answered since the engine started; the engine keeps waiting for it. "
            + "If it never answers, remove the container by force.");
    }

    public static void NotUnderstood(Container container)
    {
        if (container.Config.Unread is not { Count: > 0 } unread) return;
        throw new ConflictException(
            $"A newer version of the panel configured the container {container.Name}, and this version does not understand "
            + $"{string.Join(", ", unread)} in its config.json. Start it with that version, or create it again.");
    }

    /// <summary>Only a running container that is not paused can run a command.</summary>
    public static void Idle(Container container)
    {
        Dead(container);
        Paused(container, "exec");
        if (container.State.Status == ContainerStatus.Restarting) throw Restarting(container);
        if (container.State.Status != ContainerStatus.Running) throw NotRunning(container);
    }

    public static void Paused(Container container, string verb)
    {
        if (container.State.Status == ContainerStatus.Paused)
            throw new ConflictException($"Container {container.Name} is paused, unpause the container before {verb}");
    }

    public static void Unpausable(Container container)
    {
        switch (container.State.Status)
        {
            case ContainerStatus.Paused: throw new ConflictException($"Container {container.Name} is already paused");
            case ContainerStatus.Restarting: throw Restarting(container);
            case ContainerStatus.Running: return;
            default: throw NotRunning(container);
        }
    }

    /// <summary>Only a removal by force ends a container first.</summary>
    public static void Active(Container container)
    {
        var reason = container.State.Status switch
        {
            ContainerStatus.Running => "container is running: stop the container before removing or force remove",
            ContainerStatus.Paused => "container is paused and must be unpaused first",
            ContainerStatus.Restarting => "container is restarting: stop the container before removing or force remove",
            _ => null,
        };
        if (reason is not null) throw new ConflictException($"Cannot remove container \"/{container.Name}\": {reason}");
    }

    // By name and by id, in words that clients match on.
    public static ConflictException NotRunning(Container container) =>
        new($"The container {container.Name} must run for this: container {container.Id} is not running");

    public static ConflictException Restarting(Container container) =>
        new($"Container {container.Name} is restarting, wait until the container is running");
}
