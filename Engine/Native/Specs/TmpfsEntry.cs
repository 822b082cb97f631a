using System.Globalization;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Native.Words;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Specs;

/// <summary>Converts a tmpfs for the shim.</summary>
internal static class TmpfsEntry
{
    private const MountFlags AccessTimes = MountFlags.NoAtime | MountFlags.StrictAtime;

    // 1777, the kernel's default.
    private const int UsualMode = 0x3FF;

    // 755.
    private const int ModeOfMade = 0x1ED;

    /// <summary>Docker's defaults, then size and mode, then the options. Without a mode it has that of the directory which it covers, so that not everybody writes into /root.</summary>
    /// <param name="mount">What was asked for.</param>
    /// <param name="layers">The container's own layer and those of its image, the topmost first.</param>
    /// <param name="workingDirectory">Docker makes it in the container's layer before it mounts, so that a tmpfs over it covers a directory.</param>
    public static MountEntry Of(MountSpec mount, IReadOnlyList<string> layers, string workingDirectory)
    {
        var flags = MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec;
        var mode = mount.TmpfsMode ?? ContainerSnapshots.DirectoryMode(layers, mount.Target) ?? (ContainerPath.IsAtOrBelow(workingDirectory, mount.Target) ? ModeOfMade : UsualMode);
        Dictionary<string, string> data = new(StringComparer.Ordinal) { ["mode"] = Convert.ToString(mode, 8) };
        if (mount.TmpfsBytes is { } bytes) data["size"] = bytes.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in TmpfsWords.Split(mount.TmpfsOptions))
        {
            if (value is null) flags = Flagged(flags, name);
            else data[name] = value;
        }
        return new()
        {
            Kind = MountEntryKind.Tmpfs,
            Target = mount.Target,
            ReadOnly = mount.ReadOnly,
            TmpfsFlags = (long)flags,
            TmpfsOptions = [.. data.Select(option => $"{option.Key}={option.Value}")],
        };
    }

    // norelatime asks for strict times, which the kernel then uses; mount(8)'s other options have no effect here.
    private static MountFlags Flagged(MountFlags flags, string name) => name switch
    {
        "suid" => flags & ~MountFlags.NoSuid,
        "nosuid" => flags | MountFlags.NoSuid,
        "dev" => flags & ~MountFlags.NoDev,
        "nodev" => flags | MountFlags.NoDev,
        "exec" => flags & ~MountFlags.NoExec,
        "noexec" => flags | MountFlags.NoExec,
        "noatime" => (flags & ~AccessTimes) | MountFlags.NoAtime,
        "strictatime" or "norelatime" => (flags & ~AccessTimes) | MountFlags.StrictAtime,
        "atime" or "relatime" or "nostrictatime" => flags & ~AccessTimes,
        "nodiratime" => flags | MountFlags.NoDirAtime,
        "diratime" => flags & ~MountFlags.NoDirAtime,
        _ => flags,
    };
}
