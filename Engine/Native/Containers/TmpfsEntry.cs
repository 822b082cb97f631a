using System.Globalization;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>A tmpfs in the shim's words.</summary>
internal static class TmpfsEntry
{
    private const MountFlags AccessTimes = MountFlags.NoAtime | MountFlags.StrictAtime;

    // 1777, the kernel's own.
    private const int UsualMode = 0x3FF;

    /// <summary>Docker's defaults, then size and mode, then the options. Without a mode it has that of the directory which it covers, so that not everybody writes into /root.</summary>
    /// <param name="mount">What was asked for.</param>
    /// <param name="layers">The container's own layer and those of its image, the topmost first.</param>
    public static MountEntry Of(MountSpec mount, IReadOnlyList<string> layers)
    {
        var flags = MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec;
        var mode = mount.TmpfsMode ?? ContainerSnapshots.DirectoryMode(layers, mount.Target) ?? UsualMode;
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

    // norelatime asks for what the kernel then does, strict times; the others of mount(8) change nothing here.
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
