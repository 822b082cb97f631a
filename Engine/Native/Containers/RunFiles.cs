using Panel.Engine.Contract;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.Seccomp;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.Specs;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;
using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Native.Containers;

/// <summary>Writes what a shim reads and a container sees of its run, below the run root.</summary>
internal sealed class RunFiles(
    EnginePaths paths, string bootId, bool isCgroupV2, ContainerFiles files, NetworkManager networks,
    SeccompFilters filters, ContainerRegistry registry, SharedNamespaces shared)
{
    /// <summary>The host name inside the run: that of the container whose network it shares, else its own.</summary>
    public static string Hostname(EnginePaths paths, string id) => File.ReadAllText(paths.RunHostname(id)).Trim();

    /// <param name="config">The container.</param>
    /// <param name="lease">Its address.</param>
    /// <param name="image">Its layers.</param>
    /// <param name="attachments">The number of clients for whom the shim waits.</param>
    public void Write(ContainerConfig config, EndpointLease? lease, ResolvedImage image, int attachments)
    {
        var id = config.Id;
        files.RemoveRun(id);
        File.Delete(paths.ContainerExit(id));
        Directory.CreateDirectory(paths.RunMountPoint(id));
        var hostname = ShimSpecOf.Hostname(config);
        // With its network disabled, a container has empty files, as in Docker.
        var isDisabled = config.Spec.DisabledNetworkMode is not null;
        File.WriteAllText(paths.RunHosts(id),
            isDisabled ? "" : NetworkFiles.Hosts(ReadOrNull("/etc/hosts") ?? "", config.Spec, hostname, lease, networks.Gateway));
        File.WriteAllText(paths.RunHostname(id), hostname + "\n");
        File.WriteAllText(paths.RunResolvConf(id), isDisabled ? "" : NetworkFiles.ResolvConf(
            ReadOrNull("/etc/resolv.conf") ?? "", ReadOrNull("/run/systemd/resolve/resolv.conf"), config.Spec));
        var spec = ShimSpecOf.Container(config, lease, image.LayerDirectories, paths, bootId);
        SecuritySpec.Apply(spec, config, filters.FileFor(config.Spec.Security), isCgroupV2);
        Share(spec, config);
        spec.AwaitedAttachments = attachments;
        File.WriteAllBytes(paths.RunSpec(id), SpecFile.Write(spec));
    }

    private void Share(ShimSpec spec, ContainerConfig config)
    {
        var options = config.Spec.Security;
        spec.Namespaces.Pid = NamespaceMode.Parse(options.PidMode).Spec(shared.RunningProcess(options.PidMode, "pid namespace"));
        spec.Namespaces.Ipc = NamespaceMode.Parse(options.IpcMode).Spec(shared.RunningProcess(options.IpcMode, "ipc namespace"));
        if (spec.UserNamespace is { } users) users.Join = shared.UserNamespaceProcess(config);
        // Names are shared with a container whose network is named in vain, too.
        if (shared.RunningProcess(ShimSpecOf.AskedNetwork(config.Spec), "network") is not { } process) return;
        if (config.Spec.DisabledNetworkMode is null) spec.Network = new NetworkSpec { Kind = NetworkKind.Joined, Join = process };
        var owner = NamespaceMode.Parse(ShimSpecOf.AskedNetwork(config.Spec)).Container;
        (spec.HostsFile, spec.ResolvConfFile, spec.HostnameFile) = (paths.RunHosts(owner), paths.RunResolvConf(owner), paths.RunHostname(owner));
        // Stored for this container, because its execs need it after the owner has ended.
        File.Copy(paths.RunHostname(owner), paths.RunHostname(config.Id), overwrite: true);
        spec.Hostname = Hostname(paths, config.Id);
        spec.Domainname = registry.ById(owner)?.Config.Spec.Domainname;
    }

    private static string? ReadOrNull(string path) => File.Exists(path) ? File.ReadAllText(path) : null;
}
