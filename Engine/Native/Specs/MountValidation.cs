using Panel.Engine.Contract;
using Panel.Engine.Native.Words;
using static Panel.Engine.Native.Words.InputCheck;

namespace Panel.Engine.Native.Specs;

/// <summary>Refuses invalid mounts.</summary>
internal static class MountValidation
{
    /// <param name="mounts">The mounts.</param>
    /// <param name="largestId">The container's largest user and group id.</param>
    public static void Check(IReadOnlyList<MountSpec> mounts, long largestId)
    {
        // A tmpfs of the short form covers a mount of the long form, as in Docker; anything else at one place is a mistake.
        HashSet<(string Target, bool IsCover)> targets = [];
        for (var i = 0; i < mounts.Count; i++)
        {
            var mount = mounts[i];
            CheckTarget(mount, $"Mounts[{i}].Target");
            var (target, isCover) = (ContainerPath.Clean(mount.Target), VisibleMounts.IsCover(mount));
            if (!targets.Add((target, isCover)) || (!mount.IsLongForm && targets.Contains((target, !isCover)) && !Covers(mounts, target)))
                throw Wrong($"Duplicate mount point: {mount.Target}", $"Mounts[{i}].Target");
            CheckSource(mount, $"Mounts[{i}].Source");
            CheckBind(mount, i);
            CheckTmpfs(mount, i, largestId);
        }
    }

    private static bool Covers(IReadOnlyList<MountSpec> mounts, string target) =>
        mounts.All(mount => mount.IsLongForm || VisibleMounts.IsCover(mount) || ContainerPath.Clean(mount.Target) != target);

    internal static void CheckTarget(MountSpec mount, string field)
    {
        CheckPath(mount.Target, field);
        var clean = ContainerPath.Clean(mount.Target);
        if (clean == "/") throw Wrong("A mount cannot replace the container's root directory.", field);
        // A mount over these would hide files on which masks and limits depend (CVE-2019-16884, CVE-2025-52881).
        if (IsEngines(clean) && !IsMonitors(mount, clean) && !CgroupBind.Is(mount))
            throw Wrong($"A mount over {clean} is not permitted; /proc, /sys and /dev are the engine's.", field);
    }

    private static bool IsEngines(string clean) => ContainerPath.IsAtOrBelow(clean, "/proc") || ContainerPath.IsAtOrBelow(clean, "/sys") || clean == "/dev";

    // Mounts that node_exporter, cadvisor and similar programs request; the masks also cover such a /sys.
    private static bool IsMonitors(MountSpec mount, string clean) =>
        clean is "/sys" or "/dev" && mount is { Kind: MountKind.Bind, ReadOnly: true, ReadOnlyNonRecursive: false, Source: { } source } && ContainerPath.Clean(source) == clean;

    private static void CheckSource(MountSpec mount, string field)
    {
        switch (mount.Kind)
        {
            case MountKind.Bind:
                if (mount.Source is null) throw Wrong("A bind mount needs a path of the host.", field);
                CheckPath(mount.Source, field);
                if (!mount.CreateSource && !Path.Exists(mount.Source)) throw BindSources.Missing(mount.Source, field);
                break;
            case MountKind.Volume:
                if (mount.Source is not null) CheckName(mount.Source, field);
                break;
            case MountKind.Tmpfs:
                if (mount.Source is not null) throw Wrong("A tmpfs has no source.", field);
                break;
            default:
                throw Wrong("A mount is a bind mount, a volume or a tmpfs.", field.Replace(".Source", ".Kind", StringComparison.Ordinal));
        }
    }

    private static void CheckBind(MountSpec mount, int index)
    {
        if (mount.Propagation is not null && !MountPropagation.Words.Contains(mount.Propagation))
            throw Wrong($"invalid propagation mode: '{mount.Propagation}' must be one of {string.Join(", ", MountPropagation.Words)}.", $"Mounts[{index}].Propagation");
        if (mount.Kind != MountKind.Bind && (mount.Propagation is not null || mount.NonRecursive || mount.ReadOnlyNonRecursive))
            throw Wrong("Only a bind mount takes propagation and recursion.", $"Mounts[{index}].Propagation");
        if (mount is { NoCopy: true, Kind: not MountKind.Volume }) throw Wrong("Only a volume can be left empty.", $"Mounts[{index}].NoCopy");
        if (mount is { ReadOnlyNonRecursive: true, ReadOnly: false }) throw Wrong("mount options conflict: ReadOnlyNonRecursive needs a read-only mount.", $"Mounts[{index}].ReadOnlyNonRecursive");
    }

    private static void CheckTmpfs(MountSpec mount, int index, long largestId)
    {
        if (mount.Kind != MountKind.Tmpfs && (mount.TmpfsBytes is not null || mount.TmpfsMode is not null))
            throw Wrong("Only a tmpfs takes a size and a mode.", $"Mounts[{index}].{(mount.TmpfsBytes is not null ? nameof(mount.TmpfsBytes) : nameof(mount.TmpfsMode))}");
        if (mount.Kind != MountKind.Tmpfs && mount.TmpfsOptions is not null) throw Wrong("Only a tmpfs takes a tmpfs's options.", $"Mounts[{index}].TmpfsOptions");
        if (TmpfsWords.FaultOf(mount.TmpfsOptions, largestId) is { } fault) throw Wrong(fault, $"Mounts[{index}].TmpfsOptions");
        if (mount.TmpfsBytes is < 4096) throw Wrong("The size of a tmpfs must be at least 4096 bytes.", $"Mounts[{index}].TmpfsBytes");
        if (mount.TmpfsMode is < 0 or > 0xFFF) throw Wrong("The mode of a tmpfs must be between 0 and 7777 in octal.", $"Mounts[{index}].TmpfsMode");
        if (mount.Kind == MountKind.Tmpfs) TmpfsTrial.Run(mount, $"Mounts[{index}].{(mount.TmpfsOptions is null ? nameof(mount.TmpfsBytes) : nameof(mount.TmpfsOptions))}");
    }
}
