using System.Collections.Frozen;

namespace Panel.Engine.Native.Containers;

/// <summary>A mount point of the host.</summary>
/// <param name="Point">Its absolute path.</param>
/// <param name="Type">The file system's type, such as ext4.</param>
internal readonly record struct HostMount(string Point, string Type)
{
    // File systems of the kernel's own and of networks (no FS_ALLOW_IDMAP in their file_system_type).
    private static readonly FrozenSet<string> s_unmappable = FrozenSet.Create(
        StringComparer.Ordinal,
        "proc", "sysfs", "devtmpfs", "devpts", "cgroup", "cgroup2", "mqueue", "debugfs", "tracefs", "securityfs", "selinuxfs", "configfs", "bpf", "pstore", "efivarfs",
        "binfmt_misc", "fusectl", "rpc_pipefs", "nsfs", "nfs", "nfs4", "nfsd", "cifs", "smb3", "9p", "overlay", "aufs", "ramfs", "autofs", "iso9660", "udf", "exfat", "ntfs");

    private static readonly bool s_tmpfsCanBeMapped = Environment.OSVersion.Version >= new Version(6, 3);

    /// <summary>Whether owners of files can be shown as a container's, as far as the type tells.</summary>
    public bool CanBeIdMapped => !s_unmappable.Contains(Type) && !Type.StartsWith("fuse", StringComparison.Ordinal) && (Type != "tmpfs" || s_tmpfsCanBeMapped);
}

/// <summary>The host's mounts that can be seen: what lies under a later mount cannot.</summary>
internal sealed class HostMounts
{
    private readonly List<HostMount> _mounts;

    /// <param name="text">Text of /proc/self/mounts (proc_pid_mounts(5)), in the order in which they were mounted.</param>
    public HostMounts(string text)
    {
        List<HostMount> all = [.. text.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length > 2).Select(words => new HostMount(Unescape(words[1]), words[2]))];
        // The root is listed anywhere: pivot_root(2) changes no order.
        _mounts = [.. all.Where((mount, index) => !all.Skip(index + 1).Any(later => later.Point != "/" && ContainerPath.IsAtOrBelow(mount.Point, later.Point)))];
    }

    /// <summary>Those of this machine.</summary>
    public static HostMounts Read() => new(File.ReadAllText("/proc/self/mounts"));

    /// <summary>Mounts strictly below a path, a mount before what is below it. What is below a procfs is the kernel's.</summary>
    public IEnumerable<HostMount> Below(string path) => _mounts
        .Where(mount => mount.Point != path && ContainerPath.IsAtOrBelow(mount.Point, path))
        .Where(mount => !_mounts.Exists(other => other.Type == "proc" && other.Point != mount.Point && ContainerPath.IsAtOrBelow(mount.Point, other.Point)))
        .OrderBy(mount => mount.Point, StringComparer.Ordinal);

    // Spaces, tabs, line feeds and backslashes stand as three octal digits.
    private static string Unescape(string path) => path.Replace(@"\040", " ", StringComparison.Ordinal).Replace(@"\011", "\t", StringComparison.Ordinal)
        .Replace(@"\012", "\n", StringComparison.Ordinal).Replace(@"\134", @"\", StringComparison.Ordinal);
}
