using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Mounts in the shapes that Docker's JSON has for them.</summary>
internal static class ContainerMounts
{
    /// <summary>Everything mounted.</summary>
    public static List<MountPoint> Points(ContainerDetails details) => [.. details.Mounts.Select(mount => new MountPoint
    {
        Type = Word(mount.Kind),
        Name = mount.Kind == MountKind.Volume ? mount.Source : null,
        Source = mount.HostPath ?? "",
        Destination = mount.Target,
        Driver = mount.Kind == MountKind.Volume ? "local" : null,
        Mode = mount.ReadOnly ? "ro" : "",
        Writable = !mount.ReadOnly,
        Propagation = mount.Kind == MountKind.Bind ? "rprivate" : "",
    })];

    /// <summary>Binds and named volumes as <c>source:target[:ro]</c>; null when there are none.</summary>
    public static List<string>? Binds(IReadOnlyList<MountSpec> mounts)
    {
        List<string> binds = [.. mounts.Where(mount => mount.Kind != MountKind.Tmpfs && mount.Source is not null)
            .Select(mount => $"{mount.Source}:{mount.Target}{(mount.ReadOnly ? ":ro" : "")}")];
        return binds.Count == 0 ? null : binds;
    }

    /// <summary>Tmpfs mounts with their options; null when there are none.</summary>
    public static Dictionary<string, string>? Tmpfs(IReadOnlyList<MountSpec> mounts)
    {
        var map = mounts.Where(mount => mount.Kind == MountKind.Tmpfs).ToDictionary(mount => mount.Target, TmpfsOptions.Text);
        return map.Count == 0 ? null : map;
    }

    private static string Word(MountKind kind) => kind.ToString().ToLowerInvariant();
}
