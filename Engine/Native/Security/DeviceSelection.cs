using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Ranges;
using Panel.Engine.Native.Words;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Security;

/// <summary>The host devices of a container, with the rights on them.</summary>
internal static class DeviceSelection
{
    private const string Root = "/dev/";

    // Separate file systems below /dev, and links that every container has.
    private static readonly string[] s_notHardware = ["pts", "shm", "mqueue", "hugepages", "fd", "console", "ptmx"];

    public static void Check(SecurityOptions options)
    {
        for (var i = 0; i < options.Devices.Count; i++)
        {
            var device = options.Devices[i];
            var field = $"Security.Devices[{i}]";
            InputCheck.CheckPath(device.HostPath, field);
            var path = Target(device);
            if (!path.StartsWith(Root, StringComparison.Ordinal))
                throw new InvalidInputException($"The device {path} must lie below /dev in the container.", field);
            if (device.Permissions.Length is 0 or > 3 || device.Permissions.AsSpan().ContainsAnyExcept("rwm"))
                throw new InvalidInputException($"The rights '{device.Permissions}' on a device must be some of r, w and m.", field);
            // Only below /dev: elsewhere on the host, processes and their files come and go.
            if (Directory.Exists(device.HostPath) && !$"{ContainerPath.Clean(device.HostPath)}/".StartsWith(Root, StringComparison.Ordinal))
                throw new InvalidInputException($"The directory {device.HostPath} must lie below /dev on the host before a container can have all its devices; elsewhere, name each device.", field);
            if (Nodes(device.HostPath).Count == 0)
                throw new InvalidInputException($"There is no device {device.HostPath} on the host.", field);
        }
        for (var i = 0; i < options.DeviceRules.Count; i++)
        {
            if (!DeviceRule.TryParse(options.DeviceRules[i], out _))
                throw new InvalidInputException($"The device rule '{options.DeviceRules[i]}' must be written as 'c 10:200 rwm'.", $"Security.DeviceRules[{i}]");
        }
    }

    /// <summary>Looked up at each start, because a device may have other numbers after a reboot.</summary>
    public static (List<DeviceSpec> Devices, List<string> Rules) Select(SecurityOptions options)
    {
        List<DeviceSpec> devices = [];
        List<string> rules = [.. options.DeviceRules];
        if (options.Privileged)
        {
            devices.AddRange(Nodes("/dev").Select(node => Spec(node.Path[Root.Length..], node.Node)));
            rules = ["a"];
        }
        foreach (var device in options.Devices)
        {
            var target = Target(device);
            var nodes = Nodes(device.HostPath);
            if (nodes.Count == 0) throw new InvalidInputException($"The device {device.HostPath} is no longer on the host.", "Security.Devices");
            foreach (var (path, node) in nodes)
            {
                devices.Add(Spec(target[Root.Length..] + path[device.HostPath.TrimEnd('/').Length..], node));
                rules.Add($"{(node.IsBlock ? 'b' : 'c')} {node.Major}:{node.Minor} {device.Permissions}");
            }
        }
        return (devices, rules);
    }

    private static string Target(DeviceMapping device) => ContainerPath.Clean(device.ContainerPath.Length == 0 ? device.HostPath : device.ContainerPath);

    private static DeviceSpec Spec(string name, DeviceNode node) => new()
    {
        Name = name,
        IsBlock = node.IsBlock,
        Major = node.Major,
        Minor = node.Minor,
        Mode = node.Mode,
        // An owner outside the namespace's ids would appear as nobody.
        Uid = node.Uid < UserNamespaceRanges.Size ? node.Uid : 0,
        Gid = node.Gid < UserNamespaceRanges.Size ? node.Gid : 0,
    };

    private static List<(string Path, DeviceNode Node)> Nodes(string path)
    {
        if (DeviceNode.Read(path) is { } single) return [(path.TrimEnd('/'), single)];
        List<(string, DeviceNode)> nodes = [];
        if (!Directory.Exists(path)) return nodes;
        foreach (var entry in Directory.EnumerateFileSystemEntries(path))
        {
            if (path == "/dev" && s_notHardware.Contains(Path.GetFileName(entry))) continue;
            if (new FileInfo(entry).LinkTarget is null) nodes.AddRange(Nodes(entry));
        }
        return nodes;
    }
}
