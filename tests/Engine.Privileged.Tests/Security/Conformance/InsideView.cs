using System.Globalization;

namespace Panel.Engine.Privileged.Tests.Security.Conformance;

/// <summary>What a container's own kernel files tell it, as lines that two runtimes can be compared by.</summary>
internal static class InsideView
{
    /// <summary>Prints all of it; every line begins with what it is about.</summary>
    public const string Script =
        """
        for status in /proc/[0-9]*/task/*/status; do
          grep -E '^(Cap|Seccomp|NoNewPrivs|Speculation|Uid|Gid|Groups|Umask|SigBlk|SigIgn)' $status | sed 's/^/thread /'
        done
        sed 's/^/mount /' /proc/self/mountinfo
        find /dev /dev/pts /dev/shm /dev/mqueue -maxdepth 1 ! -name mounted -exec stat -c 'device %n %F %a %u:%g %t:%T' {} \;
        find /dev -maxdepth 1 -type l -exec sh -c 'for link; do echo "link $link $(readlink $link)"; done' - {} +
        for path in /proc/acpi /proc/interrupts /proc/keys /proc/timer_list /proc/kcore /sys/firmware; do
          [ ! -e $path ] || stat -c 'mask %n %F %a' $path
        done
        for kind in cgroup ipc mnt net pid user uts; do echo "namespace $kind $(readlink /proc/self/ns/$kind)"; done
        tail -n +2 /proc/self/limits | sed 's/^/limit /'
        for map in uid_map gid_map setgroups; do sed "s/^/$map /" /proc/self/$map; done
        cat /proc/sys/net/ipv4/ping_group_range /proc/sys/net/ipv4/ip_unprivileged_port_start | sed 's/^/sysctl /'
        sed 's/^/oom_score_adj /' /proc/self/oom_score_adj
        ls /proc/self/fd | sed 's/^/descriptor /'
        """;

    /// <summary>The comparable lines: what is this run's own taken out, repeated ones once.</summary>
    /// <param name="output">What the script printed.</param>
    /// <param name="firstId">First host id of the container's user namespace; null when it has none.</param>
    public static SortedSet<string> Parse(string output, int? firstId) => new(
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.StartsWith("mount ", StringComparison.Ordinal) ? Mount(line, firstId) : Other(line, firstId)),
        StringComparer.Ordinal);

    // inode64 is told by kernels that were built so (CONFIG_TMPFS_INODE64), of every tmpfs.
    // Mount point, type, root within the file system, propagation, options of the mount and of the file system (proc(5), mountinfo).
    private static string Mount(string line, int? firstId)
    {
        var fields = line.Split(' ')[1..];
        var separator = Array.IndexOf(fields, "-");
        var (point, type, made) = (fields[4], fields[separator + 1], fields[separator + 3].Split(',').Where(option => !option.StartsWith("nr_inodes", StringComparison.Ordinal) && option is not "inode64"));
        // Files of the test's own, on whatever the machine keeps them.
        var isFile = point == "/" || point.StartsWith("/etc/", StringComparison.Ordinal);
        var isHosts = isFile || type == "devtmpfs";
        List<string> told = ["mount", point, isFile ? "files" : type];
        if (!isHosts && type != "cgroup") told.Add(fields[3]);
        told.AddRange(fields[6..separator].Select(field => field.Split(':')[0]));
        // When their file system writes times of access is the machine's choice too, and whether its /dev is nosuid (Debian's is).
        told.Add(Sorted(fields[5].Split(',').Where(option => !isHosts || !option.EndsWith("atime", StringComparison.Ordinal)).Where(option => type != "devtmpfs" || option != "nosuid")));
        if (!isHosts) told.Add(Sorted(made.Select(option => firstId is null ? option : option.Replace($"id={firstId}", "id=root", StringComparison.Ordinal))));
        return string.Join(' ', told);
    }

    /// <summary>The host's id of the container's root, as its uid_map tells.</summary>
    public static int FirstId(string output) =>
        int.Parse(output.Split('\n').First(line => line.StartsWith("uid_map ", StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[2], CultureInfo.InvariantCulture);

    private static string Sorted(IEnumerable<string> options) => string.Join(',', options.Order(StringComparer.Ordinal));

    private static string Other(string line, int? firstId)
    {
        var words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words[0] == "namespace") words[2] = words[2] == new FileInfo($"/proc/self/ns/{words[1]}").LinkTarget ? "the host's" : "its own";
        if (words[0] is "uid_map" or "gid_map" && firstId is not null) words[2] = words[2] == $"{firstId}" ? "first" : words[2];
        return string.Join(' ', words);
    }
}
