using Panel.Engine.Contract;
using Panel.Engine.Native.Words;

namespace Panel.Engine.Native.Specs;

/// <summary>Warnings about bound directories that show less than without a user namespace, one sentence each.</summary>
internal static class MountWarnings
{
    /// <param name="mounts">The requested mounts.</param>
    /// <param name="host">The host's mounts.</param>
    public static IEnumerable<string> Of(IReadOnlyList<MountSpec> mounts, HostMounts host)
    {
        foreach (var mount in mounts.Where(mount => mount.Kind == MountKind.Bind))
        {
            if (MountPropagation.WarningOf(mount) is { } warning) yield return warning;
            if (mount.NonRecursive || mount is { ReadOnly: true, ReadOnlyNonRecursive: false }) continue;
            var source = ContainerPath.Clean(mount.Source!);
            var below = host.Below(source).Where(point => !point.CanBeIdMapped).Select(point => point.Point).ToList();
            if (below.Count > 0)
                yield return $"Some of what is mounted below {source} on this host ({string.Join(", ", below.Take(3))}{(below.Count > 3 ? ", …" : "")}) is not in the container, because its file systems cannot be id-mapped for a user namespace; mount {source} read-only to see it.";
        }
    }
}
