using Panel.Engine.Contract;
using Panel.Engine.Native.Words;

namespace Panel.Engine.Native.Specs;

/// <summary>
/// The mounts that a container sees. Docker's short form of a tmpfs covers what <c>--mount</c> or <c>--volumes-from</c> puts at the same
/// place: the volume is the container's, but what the container writes there is in memory.
/// </summary>
internal static class VisibleMounts
{
    /// <summary>All but those that a tmpfs covers.</summary>
    public static IEnumerable<MountSpec> Of(IReadOnlyList<MountSpec> mounts)
    {
        var covered = mounts.Where(IsCover).Select(mount => ContainerPath.Clean(mount.Target)).ToHashSet(StringComparer.Ordinal);
        return mounts.Where(mount => IsCover(mount) || !covered.Contains(ContainerPath.Clean(mount.Target)));
    }

    /// <summary>Whether it is Docker's short form of a tmpfs.</summary>
    public static bool IsCover(MountSpec mount) => mount is { Kind: MountKind.Tmpfs, IsLongForm: false };
}
