using Panel.Engine.Contract;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;
using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Native.Shims;

/// <summary>Reconstructs a container from its shim's specification when its own files cannot be read.</summary>
internal static class RunRemains
{
    /// <summary>The specification of the run; null if this version cannot read it.</summary>
    public static ShimSpec? Spec(EnginePaths paths, string id) => Read(paths.RunSpec(id)) is { } spec && spec.ContainerId == id ? spec : null;

    /// <summary>The container of a directory in the run root; null if this version cannot read its specification.</summary>
    public static string? IdOf(EnginePaths paths, string directory) =>
        Read(paths.RunSpec(Path.GetFileName(directory)))?.ContainerId is { } id && ContainerFiles.IsId(id) && paths.RunContainer(id) == directory
            ? id : null;

    private static ShimSpec? Read(string path)
    {
        try
        {
            return SpecFile.Read(File.ReadAllBytes(path));
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The address and the ports of the run; null without a bridge. The order of the ports tells which container port belongs to
    /// which host port.</summary>
    public static EndpointLease? Lease(ShimSpec spec, IReadOnlyList<PortBinding> ports)
    {
        var network = spec.Network;
        if (network is not { Kind: NetworkKind.Bridge, Bridge: { } bridge, HostInterface: { } link }) return null;
        if (network is not { Address: { } address, Gateway: { } gateway, MacAddress: { } mac }) return null;
        var known = network.Reservations.Count == ports.Count;
        return new EndpointLease
        {
            ContainerId = spec.ContainerId,
            Bridge = bridge,
            HostInterface = link,
            Address = address,
            PrefixLength = network.PrefixLength,
            Gateway = gateway,
            MacAddress = mac,
            Mtu = network.Mtu,
            Ports = known ? [.. network.Reservations.Zip(ports, (held, port) => new PublishedPort(port.Protocol, held.Address, held.Port, port.ContainerPort))] : [],
        };
    }

    /// <summary>The levels between the engine's cgroup and the run's; null if there are none.</summary>
    public static string? CgroupParent(ShimSpec? spec, EnginePaths paths)
    {
        var (first, last) = (paths.InstanceName + "/", "/" + spec?.ContainerId);
        var path = spec?.CgroupPath ?? "";
        return path.Length > first.Length + last.Length && path.StartsWith(first, StringComparison.Ordinal) && path.EndsWith(last, StringComparison.Ordinal)
            ? path[first.Length..^last.Length] : null;
    }

    /// <summary>The mounts of the run; those below the volumes' root become volumes again.</summary>
    public static List<MountSpec> Mounts(ShimSpec spec, EnginePaths paths) =>
    [
        .. from mount in spec.Mounts
           where mount is { Kind: MountEntryKind.Bind, Source: not null }
           select IsVolume(mount.Source!, paths, out var name)
               ? new MountSpec(MountKind.Volume, mount.Target, name, mount.ReadOnly)
               : new MountSpec(MountKind.Bind, mount.Target, mount.Source, mount.ReadOnly),
    ];

    private static bool IsVolume(string source, EnginePaths paths, out string name)
    {
        name = Path.GetFileName(Path.GetDirectoryName(source)) ?? "";
        return source == paths.VolumeData(name);
    }
}
