using System.Text;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Words;

/// <summary>The cgroup parent in a create request. As runc's cgroupfs driver does, the engine reads it as a path from a root, with any
/// slashes and dots; the root is the engine's own group, so no name can leave it.</summary>
internal static class CgroupParentName
{
    // The kernel's own limit is PATH_MAX for a path with the hierarchy's mount and a file's name.
    private const int LongestPath = 1024;
    private const int MostLevels = 16;

    private static readonly string[] s_kernelFiles = ["tasks", "notify_on_release", "release_agent"];

    // A group's files have the names of cgroup's core and its controllers (kernel/cgroup/, include/linux/cgroup_subsys.h).
    private static readonly string[] s_kernelPrefixes =
    [
        "cgroup", "cpuset", "cpu", "cpuacct", "io", "blkio", "memory", "devices", "freezer", "net_cls", "net_prio", "perf_event", "hugetlb", "pids", "rdma", "misc", "dmem", "irq",
        "debug",
    ];

    /// <summary>Levels below the engine's group, such as <c>a/b</c>; empty for none.</summary>
    public static string Clean(string? asked)
    {
        List<string> levels = [];
        foreach (var part in (asked ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..") levels.RemoveRange(Math.Max(levels.Count - 1, 0), Math.Min(levels.Count, 1));
            else if (part != ".") levels.Add(part);
        }

        return string.Join('/', levels);
    }

    /// <exception cref="InvalidInputException">The kernel reserves the name, or the engine would take it for a container's group.</exception>
    public static void Check(string? asked)
    {
        var parent = Clean(asked);
        if (parent.Length == 0) return;
        if (parent.Any(char.IsControl)) throw Wrong("The cgroup parent must not hold control characters.");
        var levels = parent.Split('/');
        if (levels.Length > MostLevels || Encoding.UTF8.GetByteCount(parent) > LongestPath)
            throw Wrong($"The cgroup parent must have at most {MostLevels} levels and {LongestPath} bytes.");
        foreach (var level in levels)
        {
            if (Encoding.UTF8.GetByteCount(level) > 255) throw Wrong("Each level of the cgroup parent must be at most 255 bytes long.");
            if (IsId(level)) throw Wrong($"The cgroup parent must not hold '{level}': 64 hexadecimal digits are a container's own group.");
            if (IsKernelFile(level)) throw Wrong($"The cgroup parent must not hold '{level}': the kernel gives its own files such names. Choose another one.");
        }
    }

    private static bool IsKernelFile(string level) =>
        s_kernelFiles.Contains(level) || s_kernelPrefixes.Any(prefix => level.Length > prefix.Length && level[prefix.Length] == '.' && level.StartsWith(prefix, StringComparison.Ordinal));

    private static bool IsId(string level) => level.Length == 64 && level.All(char.IsAsciiHexDigitLower);

    private static InvalidInputException Wrong(string message) => new(message, nameof(ContainerSpec.CgroupParent));
}
