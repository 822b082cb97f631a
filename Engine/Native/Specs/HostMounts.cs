using System.Collections.Frozen;
using Panel.Engine.Native.Words;

namespace Panel.Engine.Native.Specs;

/// <summary>A mount point of the host.</summary>
/// <param name="Point">Its absolute path.</param>
/// <param name="Type">The file system's type, such as ext4.</param>
internal readonly record struct HostMount(string Point, string Type)
{
    // The kernel's own file systems and network file systems (no FS_ALLOW_IDMAP in their file_system_type).
    private static readonly FrozenSet<string> s_unmappable = FrozenSet.Create(
        StringComparer.Ordinal,
        "proc", "sysfs", "devtmpfs", "devpts", "cgroup", "cgroup2", "mqueue", "debugfs", "tracefs", "securityfs", "selinuxfs", "configfs", "bpf", "pstore", "efivarfs",
        "binfmt_misc", "fusectl", "rpc_pipefs", "nsfs", "nfs", "nfs4", "nfsd", "cifs", "smb3", "9p", "overlay", "aufs", "ramfs", "autofs", "iso9660", "udf", "exfat", "ntfs");

    private static readonly bool s_tmpfsCanBeMapped = Environment.OSVersion.Version >= new Version(6, 3);

    /// <summary>Whether the file owners can be mapped to a container's, judging by the type.</summary>
    public bool CanBeIdMapped => !s_unmappable.Contains(Type) && !Type.StartsWith("fuse", StringComparison.Ordinal) && (Type != "tmpfs" || s_tmpfsCanBeMapped);
}

/// <summary>The host's visible mounts: a later mount hides what is below it.</summary>
internal sealed class HostMounts
{
    private readonly List<HostMount> _mounts;

    /// <param name="text">The text of /proc/self/mounts (proc_pid_mounts(5)), in mount order.</param>
    public HostMounts(string text)
    {
        List<HostMount> all = [.. text.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length > 2).Select(words => new HostMount(Unescape(words[1]), words[2]))];
        // The root can be at any position: pivot_root(2) changes no order.
        _mounts = [.. all.Where((mount, index) => !all.Skip(index + 1).Any(later => later.Point != "/" && ContainerPath.IsAtOrBelow(mount.Point, later.Point)))];
    }

    /// <summary>The mounts of this machine.</summary>
    public static HostMounts Read() => new(File.ReadAllText("/proc/self/mounts"));

    /// <summary>Mounts strictly below a path, parents first. Mounts below a procfs belong to the kernel.</summary>
    public IEnumerable<HostMount> Below(string path) => _mounts
        .Where(mount => mount.Point != path && ContainerPath.IsAtOrBelow(mount.Point, path))
        .Where(mount => !_mounts.Exists(other => other.Type == "proc" && other.Point != mount.Point && ContainerPath.IsAtOrBelow(mount.Point, other.Point)))
        .OrderBy(mount => mount.Point, StringComparer.Ordinal);

    // Spaces, tabs, line feeds and backslashes appear as three octal digits.
    private static string Unescape(string path) => path.Replace(@"\040", " ", StringComparison.Ordinal).Replace(@"\011", "\t", StringComparison.Ordinal)
        .Replace(@"\012", "\n", StringComparison.Ordinal).Replace(@"\134", @"\", StringComparison.Ordinal);
}
