using Panel.Engine.Native.Images;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Native.Specs;
using Panel.Engine.Native.State;
using Panel.Engine.Native.Volumes;

namespace Panel.Engine.Native.Containers;

/// <summary>What a run needs before anything of it exists.</summary>
internal sealed class RunPreparation(
    ContainerRegistry registry, EnginePaths paths, ImageStore images, NetworkManager networks, VolumeManager volumes, ContainerRanges ranges)
{
    /// <summary>Checks that the container can start, and takes its address, last of all.</summary>
    public (ResolvedImage Image, EndpointLease? Lease) Prepare(HeldContainer held)
    {
        var container = held.Container;
        Refusals.NotUnderstood(container);
        volumes.RequireData(container.Config.Mounts);
        ranges.GiveOwn(held);
        // Held even if the limit, or the files' project, was lost since, as when the files were copied to another disk.
        if (container.Config.Spec.StorageBytes is > 0 and var bytes) StorageQuota.Set(paths.ContainerOverlay(container.Id), container.Id, bytes);
        BindSources.Prepare(container.Config.Mounts);
        var image = images.Resolve(container.Config.ImageId);
        return (image, container.Config.Spec.NetworkMode == "bridge"
            ? networks.Allocate(container.Id, container.Config.PublishedPorts, registry.NameOf) : null);
    }
}
