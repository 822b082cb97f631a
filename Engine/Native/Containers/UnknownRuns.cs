using Panel.Engine.Layers;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>Run directories of shims whose containers have no directory of their own, for example because a disk is not mounted, and whose
/// specifications this version cannot read (ADR 0023).</summary>
internal sealed class UnknownRuns(ContainerRegistry registry, EnginePaths paths, string bootId, ContainerFiles files, KeptProblems problems)
{
    private IReadOnlyList<ImageUser> _users = [];

    /// <summary>Those that <see cref="Note"/> found: each uses an image that nobody knows.</summary>
    public IReadOnlyList<ImageUser> Users => _users;

    /// <summary>The directories of those that run.</summary>
    public IEnumerable<string> Find()
    {
        var known = registry.All.Select(container => paths.RunContainer(container.Id)).ToHashSet(StringComparer.Ordinal);
        return Directory.EnumerateDirectories(paths.RunContainersRoot)
            .Where(path => IsRun(path) && !known.Contains(path) && ShimProcess.Find(paths.RunSpec(Path.GetFileName(path))) is not null);
    }

    /// <summary>Their addresses.</summary>
    public IEnumerable<EndpointLease> Leases() => Find().Select(LeaseOf).OfType<EndpointLease>();

    /// <summary>Notes those that remain after everything else is registered, and tells people.</summary>
    public void Note()
    {
        _users = [.. Find().Select(run => new ImageUser(Path.GetFileName(run), "", "", true))];
        foreach (var run in _users.Select(user => paths.RunContainer(user.ContainerId)))
        {
            problems.Add(
                run,
                $"A container of another version runs whose folder is not there: the process {ShimProcess.Find(run + "/spec")?.Pid} has {run}",
                "Mount the disk with its folder and restart the panel; or end that process.");
        }
    }

    /// <summary>Whether a directory of the run root is named in the engine's form.</summary>
    public static bool IsRun(string directory) => Path.GetFileName(directory) is { Length: 32 } name && ContainerFiles.IsHexadecimal(name);

    private EndpointLease? LeaseOf(string run)
    {
        try
        {
            return files.LoadRun(Path.GetFileName(run)) is var state && state.BootId == bootId ? state.Lease : null;
        }
        catch (DamagedStateException)
        {
            return null;
        }
    }
}
