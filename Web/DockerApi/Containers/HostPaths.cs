using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Docker makes the missing directory of a bind that is given in the short form, or of a mount that says so.</summary>
internal static class HostPaths
{
    public static void Create(ContainerCreateRequest request, ContainerSpec spec)
    {
        var explicitTargets = (request.HostConfig?.Mounts ?? []).Where(mount => mount.BindOptions?.CreateMountpoint is not true).Select(mount => mount.Target).ToHashSet();
        foreach (var mount in spec.Mounts)
        {
            if (mount is { Kind: MountKind.Bind, Source: ['/', ..] source } && !explicitTargets.Contains(mount.Target) && !Path.Exists(source)) Directory.CreateDirectory(source);
        }
    }
}
