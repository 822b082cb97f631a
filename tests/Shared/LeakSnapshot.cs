namespace Panel.Tests.Shared;

/// <summary>What an engine could leave behind on the machine: taken before and after, the difference is the leak.</summary>
public sealed record LeakSnapshot(IReadOnlyList<string> Mounts, IReadOnlyList<string> Links, int NetworkNamespaces, IReadOnlyList<string> Cgroups, IReadOnlyList<string> NftElements, IReadOnlyList<string> Directories, int Shims)
{
    /// <summary>Takes one of what belongs to these roots.</summary>
    public static async Task<LeakSnapshot> TakeAsync(PanelRoots roots, CancellationToken cancellationToken = default)
    {
        var paths = roots.Paths;
        var table = await Command.TryAsync("nft", ["list", "table", "ip", paths.InstanceName], cancellationToken);
        var processes = ProcessTable.Read().ToList();
        return new LeakSnapshot(
            [.. MountTable.Read().Where(mount => mount.StartsWith(paths.DataRoot, StringComparison.Ordinal) || mount.StartsWith(paths.RunRoot, StringComparison.Ordinal)).Order()],
            await LinksAsync(paths.BridgeName, cancellationToken),
            processes.Select(process => NetworkNamespace(process.Id)).OfType<string>().Distinct().Count(),
            [.. Shared.Cgroups.Find(paths.InstanceName).Order()],
            [.. table.Output.Split('\n').Select(line => line.Trim()).Order()],
            [.. new[] { paths.ContainersRoot, paths.RunContainersRoot, paths.TemporaryRoot, paths.LayersRoot, paths.VolumesRoot }.Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries).Order()],
            processes.Count(process => process.Arguments.Any(argument => argument.StartsWith(paths.RunRoot + "/", StringComparison.Ordinal))));
    }

    /// <summary>What <paramref name="after"/> has and this has not, a line each; empty when nothing leaked.</summary>
    public IReadOnlyList<string> Leaked(LeakSnapshot after) =>
    [
        .. after.Mounts.Except(Mounts).Select(mount => "mount " + mount),
        .. after.Links.Except(Links).Select(link => "link " + link),
        .. after.Cgroups.Except(Cgroups).Select(cgroup => "cgroup " + cgroup),
        .. after.NftElements.Except(NftElements).Select(element => "nftables " + element),
        .. after.Directories.Except(Directories).Select(directory => "directory " + directory),
        .. after.Shims > Shims ? new[] { $"{after.Shims - Shims} shim processes" } : [],
    ];

    private static async Task<IReadOnlyList<string>> LinksAsync(string bridge, CancellationToken cancellationToken)
    {
        if (!Directory.Exists($"/sys/class/net/{bridge}")) return [];
        var ports = await Command.OutputAsync("ip", ["-o", "link", "show", "master", bridge], cancellationToken);
        return [.. ports.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[1]).Order()];
    }

    private static string? NetworkNamespace(int processId)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{processId}/ns/net", returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
