using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

/// <summary>What a bound directory shows less of than without a user namespace, a sentence each.</summary>
internal static class MountWarnings
{
    /// <param name="mounts">What is to be mounted.</param>
    /// <param name="hostMounts">Text of /proc/self/mounts (proc_pid_mounts(5)).</param>
    public static IEnumerable<string> Of(IReadOnlyList<MountSpec> mounts, string hostMounts)
    {
        var points = hostMounts.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length > 1).Select(words => Unescape(words[1])).ToHashSet(StringComparer.Ordinal);
        foreach (var source in mounts.Where(mount => mount.Kind == MountKind.Bind).Select(mount => ContainerPath.Clean(mount.Source!)))
        {
            var below = points.Where(point => point.StartsWith(source == "/" ? source : source + "/", StringComparison.Ordinal) && point != source).Order(StringComparer.Ordinal).ToList();
            if (below.Count > 0)
                yield return $"What is mounted below {source} on this host ({string.Join(", ", below.Take(3))}{(below.Count > 3 ? ", …" : "")}) is not in the container, because it has a user namespace; bind those paths too.";
        }
    }

    // Spaces, tabs, line feeds and backslashes stand as three octal digits.
    private static string Unescape(string path) => path.Replace(@"\040", " ", StringComparison.Ordinal).Replace(@"\011", "\t", StringComparison.Ordinal)
        .Replace(@"\012", "\n", StringComparison.Ordinal).Replace(@"\134", @"\", StringComparison.Ordinal);
}
