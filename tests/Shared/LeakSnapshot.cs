using System.Text.RegularExpressions;
using Panel.Engine.Native;

namespace Panel.Tests.Shared;

/// <summary>What an engine could leave behind on the machine: two snapshots, before and after, show the leaks.</summary>
public sealed partial record LeakSnapshot
{
    private readonly List<string> _items;

    private LeakSnapshot(IEnumerable<string> items) => _items = [.. items.Order(StringComparer.Ordinal)];

    /// <summary>Takes one of what belongs to an engine with these paths that runs in this process.</summary>
    public static async Task<LeakSnapshot> TakeAsync(EnginePaths paths, CancellationToken cancellationToken = default)
    {
        var table = await Command.TryAsync("nft", ["list", "table", "inet", paths.InstanceName], cancellationToken);
        var processes = ProcessTable.Read().Where(process => IsOf(paths, process)).ToList();
        return new LeakSnapshot(
        [
            .. File.ReadLines("/proc/self/mountinfo").Where(mount => mount.Contains(paths.DataRoot, StringComparison.Ordinal) || mount.Contains(paths.RunRoot, StringComparison.Ordinal) || mount.Contains(" nsfs ", StringComparison.Ordinal)).Select(mount => "mount " + mount),
            .. Links(paths.BridgeName).Select(link => "link " + link),
            .. Shared.Cgroups.Find(paths.InstanceName).Select(cgroup => "cgroup " + cgroup),
            .. table.Output.Split('\n').Select(line => "nftables " + line.Trim()),
            .. new[] { paths.ContainersRoot, paths.RunContainersRoot, paths.TemporaryRoot, paths.LayersRoot, paths.VolumesRoot }.Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries).Select(directory => "directory " + directory),
            // The shim that waits for the next container is another one each time; two would be one too many.
            .. processes.Select(process => process.Arguments is [_, "await", ..] ? "process spare shim" : $"process {process.Id} {string.Join(' ', process.Arguments)}"),
            .. processes.SelectMany(process => Targets($"/proc/{process.Id}/ns")).Distinct().Select(space => "namespace " + space),
            // Assemblies are loaded when they are first needed, and stay.
            .. Targets("/proc/self/fd").Where(target => !target.EndsWith(".dll", StringComparison.Ordinal)).Select(target => "descriptor " + NumberPattern().Replace(target, "")),
        ]);
    }

    /// <summary>The items in <paramref name="after"/> that are missing here, one per line; empty when nothing leaked.</summary>
    public IReadOnlyList<string> Leaked(LeakSnapshot after)
    {
        // Counted, because three descriptors of a kind may have been two.
        List<string> leaked = [.. after._items];
        foreach (var item in _items) leaked.Remove(item);
        return leaked;
    }

    private static bool IsOf(EnginePaths paths, ProcessTable.Entry process)
    {
        try
        {
            return process.Arguments.Any(argument => argument.StartsWith(paths.RunRoot + "/", StringComparison.Ordinal))
                || File.ReadAllText($"/proc/{process.Id}/cgroup").Contains($"/{paths.InstanceName}/", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // It ended.
        }
    }

    // What hangs on the bridge, and ends of pairs that hang on none: a start that failed between making and attaching.
    private static IEnumerable<string> Links(string bridge) => Directory.EnumerateFileSystemEntries("/sys/class/net").Select(link => Path.GetFileName(link)!)
        .Where(link => (Path.GetFileName(new FileInfo($"/sys/class/net/{link}/master").LinkTarget) ?? (link.StartsWith("veth", StringComparison.Ordinal) ? bridge : "")) == bridge);

    private static IEnumerable<string> Targets(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory).Select(path => new FileInfo(path).LinkTarget).OfType<string>()];
        }
        catch (IOException)
        {
            return []; // Its process ended.
        }
    }

    // socket:[4711], and files of /proc of one process.
    [GeneratedRegex(@"\[?\d+\]?")]
    private static partial Regex NumberPattern();
}
