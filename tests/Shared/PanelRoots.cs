using Panel.Engine.Native;

namespace Panel.Tests.Shared;

/// <summary>A test's own data root and run root; short, because a unix socket's path has room for only 107 bytes.</summary>
public sealed class PanelRoots
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pnl").FullName;

    /// <summary>Makes both.</summary>
    public PanelRoots() => Paths = new EnginePaths(new EngineOptions { DataRoot = _folder + "/data", RunRoot = _folder + "/run", ShimPath = "" });

    /// <summary>The engine's paths.</summary>
    public EnginePaths Paths { get; }

    /// <summary>Ends every container and shim of these roots, and removes everything that they left on the machine.</summary>
    public async Task RemoveAsync()
    {
        await ProcessTable.KillAsync(process => process.Arguments.Any(argument => argument.StartsWith(Paths.RunRoot + "/", StringComparison.Ordinal)));
        await Cgroups.RemoveAsync(Paths.InstanceName);
        foreach (var mount in MountTable.Read().Where(mount => mount.StartsWith(_folder + "/", StringComparison.Ordinal)).Reverse())
            await Command.TryAsync("umount", ["--lazy", mount]);
        foreach (var link in await LinksAsync()) await Command.TryAsync("ip", ["link", "delete", link]);
        await Command.TryAsync("nft", ["delete", "table", "inet", Paths.InstanceName]);
        Directory.Delete(_folder, recursive: true);
    }

    // The bridge and what is enslaved to it.
    private async Task<IEnumerable<string>> LinksAsync()
    {
        if (!Directory.Exists($"/sys/class/net/{Paths.BridgeName}")) return [];
        var ports = await Command.OutputAsync("ip", ["-o", "link", "show", "master", Paths.BridgeName]);
        return ports.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[1].TrimEnd(':').Split('@')[0]).Append(Paths.BridgeName);
    }
}
