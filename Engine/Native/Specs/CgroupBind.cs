using Panel.Engine.Contract;
using Panel.Engine.Native.Words;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Specs;

/// <summary>
/// A bind of the host's /sys/fs/cgroup in its own place, as recipes for systemd in Docker have it. A container with a cgroup tree of its own finds that
/// there; any other is refused the bind.
/// </summary>
internal static class CgroupBind
{
    private const string Place = "/sys/fs/cgroup";

    public static bool Is(MountSpec mount) =>
        mount is { Kind: MountKind.Bind, Source: { } source } && ContainerPath.Clean(mount.Target) == Place && ContainerPath.Clean(source) == Place;

    /// <exception cref="InvalidInputException">The container has no tree of its own.</exception>
    public static void Check(IReadOnlyList<MountSpec> mounts, CgroupAccess cgroups)
    {
        for (var i = 0; i < mounts.Count && cgroups != CgroupAccess.Tree; i++)
        {
            if (Is(mounts[i]))
                throw new InvalidInputException($"A mount over {Place} is not permitted, except for a container whose command is systemd; bind it to another place.", $"Mounts[{i}].Target");
        }
    }

    /// <summary>All mounts but the bind that the container's own tree takes the place of.</summary>
    public static IReadOnlyList<MountSpec> Mounted(IReadOnlyList<MountSpec> mounts, CgroupAccess cgroups) =>
        cgroups == CgroupAccess.Tree ? [.. mounts.Where(mount => !Is(mount))] : mounts;

    public static IEnumerable<string> Warnings(IReadOnlyList<MountSpec> mounts, CgroupAccess cgroups)
    {
        if (cgroups == CgroupAccess.Tree && mounts.Any(Is)) yield return $"The container has cgroups of its own at {Place}; the host's are not mounted over them.";
    }
}
