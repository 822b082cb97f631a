using System.Text.RegularExpressions;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Processes;

/// <summary>
/// Finds the container of a process by its cgroup, which a container cannot leave unless it is root on the host. A process outside all
/// containers' cgroups counts as the host's only if it also shares the engine's pid and user namespaces; everything else is unknown.
/// </summary>
/// <param name="paths">The names of the engine's cgroups.</param>
/// <param name="find">Finds a container by its id.</param>
internal sealed partial class ProcessOrigins(EnginePaths paths, Func<string, ContainerSummary?> find)
{
    private const string Ended = "its process has ended";
    private static readonly string[] Shared = ["pid", "user"];

    /// <summary>The origin of a process.</summary>
    public ProcessOrigin Of(int pid)
    {
        try
        {
            // Pid 0 is a process outside the engine's pid namespace (unix(7), SO_PEERCRED).
            if (pid <= 0) return ProcessOrigin.Unknown("its process is outside the panel's process namespace");
            var own = File.ReadAllText("/proc/self/cgroup");
            foreach (var task in Tasks(pid))
            {
                var origin = OfTask(task, own);
                // Looked at afterwards: on cgroup v1, a thread that has exited is shown in the root cgroup.
                if (IsAlive(task)) return origin;
            }

            return ProcessOrigin.Unknown(Ended);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ProcessOrigin.Unknown(Ended);
        }
    }

    // The process itself, which is its first thread. That one may have exited while others live on; then they tell.
    private static IEnumerable<string> Tasks(int pid) => Directory.EnumerateDirectories($"/proc/{pid}/task").Prepend($"/proc/{pid}");

    private ProcessOrigin OfTask(string task, string own)
    {
        try
        {
            return Of(File.ReadAllText(task + "/cgroup"), own) is var origin && origin.Kind == ProcessOriginKind.Host ? WithoutContainer(task) : origin;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ProcessOrigin.Unknown(Ended);
        }
    }

    // The state follows the command's name, which ends with the last parenthesis (proc_pid_stat(5)).
    private static bool IsAlive(string task)
    {
        try
        {
            var stat = File.ReadAllText(task + "/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X' or 'x');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>From the text of /proc/pid/cgroup (cgroups(7)): the host when no hierarchy has the process in a container's cgroup.</summary>
    /// <param name="cgroups">The text for the process.</param>
    /// <param name="own">The text for the engine itself: an engine inside another engine's container ignores that container.</param>
    internal ProcessOrigin Of(string cgroups, string own)
    {
        var outer = ContainerPattern().Matches(own).Select(match => match.Value).ToHashSet();
        HashSet<string> groups = [.. cgroups.Split('\n').Select(line => ContainerPattern().Matches(line).FirstOrDefault(match => !outer.Contains(match.Value))?.Value).OfType<string>()];
        if (groups.Count == 0) return ProcessOrigin.Host;
        if (groups.Count > 1) return ProcessOrigin.Unknown("its process is in the cgroups of several containers");
        var (instance, id) = groups.Single().Split('/') is [_, var first, .., var last] ? (first, last) : default;
        return instance == paths.InstanceName && find(id!) is { } container
            ? new ProcessOrigin(ProcessOriginKind.Container, container)
            : ProcessOrigin.Unknown("its process belongs to a container that this panel does not have");
    }

    private static ProcessOrigin WithoutContainer(string task)
    {
        foreach (var kind in Shared)
        {
            if (new FileInfo($"{task}/ns/{kind}").LinkTarget is not { } theirs) return ProcessOrigin.Unknown(Ended);
            if (theirs != new FileInfo($"/proc/self/ns/{kind}").LinkTarget) return ProcessOrigin.Unknown($"its process has another {kind} namespace than the panel and belongs to no container of the panel");
        }

        return ProcessOrigin.Host;
    }

    // The form of EnginePaths.Cgroup and EnginePaths.IsInstanceName, anywhere in the path, because other cgroups may be above, between and
    // below. The first id counts, because a container may create any group below its own. Parents have no ids in their names
    // (CgroupParentName).
    [GeneratedRegex("/(?:panel|pnl[0-9a-f]{6})(?:/[^/\n]+)*?/[0-9a-f]{64}(?=/|$)", RegexOptions.Multiline)]
    private static partial Regex ContainerPattern();
}
