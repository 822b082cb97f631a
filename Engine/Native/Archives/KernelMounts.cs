using System.Globalization;

namespace Panel.Engine.Native.Archives;

/// <summary>Mounts of a running container that contain kernel data and devices instead of files; Docker also omits them from its
/// archives.</summary>
internal static class KernelMounts
{
    private const string Devices = "/dev";

    private static readonly HashSet<string> Kinds = new(StringComparer.Ordinal)
    {
        "proc", "sysfs", "cgroup", "cgroup2", "devpts", "devtmpfs", "mqueue", "securityfs", "debugfs", "tracefs", "bpf", "pstore", "configfs", "fusectl", "binfmt_misc", "selinuxfs", "efivarfs", "nsfs",
    };

    /// <summary>The mounts' ids (statx(2), STATX_MNT_ID); none when the process has ended.</summary>
    /// <param name="pid">A process of the container.</param>
    public static IReadOnlySet<ulong> Of(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/mountinfo").Select(Id).OfType<ulong>().ToHashSet();
        }
        catch (IOException)
        {
            // The process has ended. Its files are read by descriptor, which no longer leads into these mounts.
            return new HashSet<ulong>();
        }
    }

    // proc_pid_mountinfo(5): the id is the first field, the mount point the fifth, and the type the first one after a dash.
    private static ulong? Id(string line)
    {
        var fields = line.Split(' ');
        var dash = Array.IndexOf(fields, "-");
        if (dash < 6 || dash + 1 >= fields.Length) return null;
        return Kinds.Contains(fields[dash + 1]) || fields[4] == Devices ? ulong.Parse(fields[0], CultureInfo.InvariantCulture) : null;
    }
}
