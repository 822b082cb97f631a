using Panel.Engine.Contract;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.Ranges;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Specs;

/// <summary>Converts a container to the shim's specification.</summary>
internal static class ShimSpecOf
{
    public static ShimSpec Container(ContainerConfig config, EndpointLease? lease, IReadOnlyList<string> layers, EnginePaths paths, string bootId)
    {
        var id = config.Id;
        return new ShimSpec
        {
            ContainerId = id,
            BootId = bootId,
            ExitFile = paths.ContainerExit(id),
            SocketPath = paths.RunSocket(id),
            CgroupPath = paths.Cgroup(config),
            Rootfs = new RootfsSpec
            {
                LowerDirectories = [.. layers],
                UpperDirectory = paths.ContainerUpper(id),
                WorkDirectory = paths.ContainerWork(id),
                MountPoint = paths.RunMountPoint(id),
                ReadOnly = config.Spec.ReadOnlyRootFilesystem,
            },
            Process = new ProcessSpec
            {
                Arguments = [.. config.Process.Arguments],
                Environment = [.. config.Process.Environment],
                WorkingDirectory = config.Process.WorkingDirectory,
                User = config.Process.User,
                Tty = config.Spec.Tty,
                OpenStdin = config.Spec.OpenStdin,
            },
            Hostname = Hostname(config),
            UserNamespace = config.UserNamespaceBase is { } first ? new UserNamespaceSpec { FirstId = first, Count = UserNamespaceRanges.Size } : null,
            Mounts = MountEntries.Of(config, paths, [paths.ContainerUpper(id), .. layers]),
            HostsFile = paths.RunHosts(id),
            ResolvConfFile = paths.RunResolvConf(id),
            HostnameFile = paths.RunHostname(id),
            Network = Network(config.Spec, lease),
            Resources = CgroupLimitsOf.Spec(config.Spec.Resources),
            Init = config.Spec.Init,
            Domainname = config.Spec.Domainname,
            Log = new LogSpec { Path = config.Spec.LogDriver == LogDrivers.None ? "" : paths.ContainerLog(id), MaxBytes = config.LogRotation.MaxBytes, MaxFiles = config.LogRotation.MaxFiles },
        };
    }

    /// <summary>A container in the host's network has the host's name, unless it asked for one. One that shares only the host's UTS namespace keeps its own in its files, as in Docker.</summary>
    public static string Hostname(ContainerConfig config) => config.Spec.Hostname ?? (AskedNetwork(config.Spec) == "host" ? Environment.MachineName : config.Id[..12]);

    /// <summary>The network mode that the container's names follow: the named one, also where the network is disabled.</summary>
    public static string AskedNetwork(ContainerSpec spec) => spec.DisabledNetworkMode ?? spec.NetworkMode;

    private static NetworkSpec Network(ContainerSpec spec, EndpointLease? lease) => lease is null
        ? new NetworkSpec { Kind = spec.NetworkMode == "host" ? NetworkKind.Host : NetworkKind.None }
        : new NetworkSpec
        {
            Kind = NetworkKind.Bridge,
            Bridge = lease.Bridge,
            HostInterface = lease.HostInterface,
            Address = lease.Address,
            PrefixLength = lease.PrefixLength,
            Gateway = lease.Gateway,
            MacAddress = lease.MacAddress,
            Mtu = lease.Mtu,
            Reservations = [.. lease.Ports.Select(port => new PortReservation { Protocol = (Protocol.PortProtocol)port.Protocol, Address = port.HostAddress, Port = port.HostPort })],
        };
}
