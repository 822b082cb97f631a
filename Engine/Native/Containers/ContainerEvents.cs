using Panel.Engine.Contract;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Security;

namespace Panel.Engine.Native.Containers;

/// <summary>Publishes what happens to containers, in the form of Docker's events.</summary>
internal sealed class ContainerEvents(EventBus events)
{
    public void Publish(Container container, string action, params ReadOnlySpan<(string Key, string Value)> attributes) =>
        events.Publish("container", action, container.Id, container.Name, container.Config.Labels, [.. attributes, .. Who(container)]);

    /// <summary>Publishes an event that comes many times a minute and that nobody asked for, such as a health check's.</summary>
    public void PublishRoutine(Container container, string action, params ReadOnlySpan<(string Key, string Value)> attributes) =>
        events.PublishRoutine("container", action, container.Id, container.Name, container.Config.Labels, [.. attributes, .. Who(container)]);

    /// <summary>Publishes what a run has joined: its network, then its volumes. A container in another one's network has joined none.</summary>
    public void PublishJoined(Container container)
    {
        PublishNetwork(container, "connect");
        foreach (var mount in VolumesOf(container))
        {
            events.Publish(
                "volume", "mount", mount.Source!, mount.Source!,
                ("driver", "local"), ("container", container.Id), ("destination", mount.Target),
                ("read/write", mount.ReadOnly ? "false" : "true"), ("propagation", ""));
        }
    }

    /// <summary>Publishes what an ended run has left.</summary>
    public void PublishLeft(Container container)
    {
        PublishNetwork(container, "disconnect");
        foreach (var mount in VolumesOf(container))
            events.Publish("volume", "unmount", mount.Source!, mount.Source!, ("driver", "local"), ("container", container.Id));
    }

    private void PublishNetwork(Container container, string action)
    {
        var network = container.Config.Spec.NetworkMode;
        if (NamespaceMode.Parse(network).Kind != NamespaceModeKind.Container)
            events.Publish("network", action, network, network, ("container", container.Id), ("type", network == "none" ? "null" : network));
    }

    private static (string Key, string Value)[] Who(Container container) => [("image", container.Config.Spec.Image), ("name", container.Name)];

    private static IEnumerable<MountSpec> VolumesOf(Container container) => container.Config.Mounts.Where(mount => mount.Kind == MountKind.Volume);
}
