using Panel.Engine.Contract;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.State;
using Panel.Engine.Native.Words;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Specs;

/// <summary>Converts a container's mounts for the shim, each mount before the mounts below it.</summary>
internal static class MountEntries
{
    /// <param name="config">The container.</param>
    /// <param name="paths">The location of volumes.</param>
    /// <param name="layers">Its own layer and its image's, topmost first.</param>
    public static List<MountEntry> Of(ContainerConfig config, EnginePaths paths, IReadOnlyList<string> layers)
    {
        var hasUserNamespace = config.UserNamespaceBase is not null;
        var mounts = CgroupBind.Mounted([.. VisibleMounts.Of(config.Mounts)], CgroupAccessOf.Of(config));
        List<MountEntry> entries = [.. mounts.Select(mount => mount.Kind == MountKind.Tmpfs ? TmpfsEntry.Of(mount, layers, config.Process.WorkingDirectory) : Bound(mount, paths, hasUserNamespace))];
        if (hasUserNamespace) AddBelow(entries, mounts);
        return [.. entries.OrderBy(entry => entry.Target, StringComparer.Ordinal)];
    }

    /// <summary>Id-mapped, so that the container's root owns what root owns on the host, as people expect from Docker.</summary>
    private static MountEntry Bound(MountSpec mount, EnginePaths paths, bool hasUserNamespace) => new()
    {
        Kind = MountEntryKind.Bind,
        Source = mount.Kind == MountKind.Volume ? paths.VolumeData(mount.Source!) : mount.Source,
        Within = mount.Within,
        Target = mount.Target,
        ReadOnly = mount.ReadOnly,
        ReadOnlyTopOnly = mount.ReadOnlyNonRecursive,
        IdMapped = hasUserNamespace,
        MayBeUnmapped = hasUserNamespace && mount is { Kind: MountKind.Bind, ReadOnly: true },
        Recursive = !hasUserNamespace && mount is { NonRecursive: false, Within: null },
        Propagation = MountPropagation.Flags(mount.Propagation, hasUserNamespace),
    };

    // Each mount is id-mapped separately. The caller's own mount at the same place takes precedence.
    private static void AddBelow(List<MountEntry> entries, IReadOnlyList<MountSpec> mounts)
    {
        List<MountSpec> binds = [.. mounts.Where(mount => mount is { Kind: MountKind.Bind, NonRecursive: false, Within: null } && Directory.Exists(mount.Source))];
        if (binds.Count == 0) return;
        var host = HostMounts.Read();
        var taken = entries.Select(entry => ContainerPath.Clean(entry.Target)).ToHashSet(StringComparer.Ordinal);
        foreach (var bind in binds)
        {
            var source = ContainerPath.Clean(bind.Source!);
            foreach (var mount in host.Below(source).Where(mount => Path.Exists(mount.Point)))
            {
                var target = ContainerPath.Clean($"{bind.Target}/{mount.Point[source.Length..]}");
                if (!taken.Add(target)) continue;
                entries.Add(new()
                {
                    Kind = MountEntryKind.Bind,
                    Source = mount.Point,
                    Target = target,
                    ReadOnly = bind is { ReadOnly: true, ReadOnlyNonRecursive: false },
                    IdMapped = true,
                    MayBeUnmapped = bind is { ReadOnly: true, ReadOnlyNonRecursive: false },
                    IsBelow = true,
                    Propagation = MountPropagation.Flags(bind.Propagation, hasUserNamespace: true),
                });
            }
        }
    }
}
