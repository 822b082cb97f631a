using Panel.Engine.Protocol;

namespace Panel.Engine.Privileged.Tests.Security.Conformance;

/// <summary>Where the engine's containers differ from runc's on purpose (docs/isolation.md has the same list).</summary>
/// <param name="Ours">Lines of <see cref="InsideView"/> that only the engine's container prints.</param>
/// <param name="Runcs">Those that only runc's prints.</param>
/// <param name="Reason">Why.</param>
internal sealed record Difference(IReadOnlyList<string> Ours, IReadOnlyList<string> Runcs, string Reason)
{
    private static readonly string[] s_devices = ["full 1:7", "null 1:3", "random 1:8", "tty 5:0", "urandom 1:9", "zero 1:5"];
    private static readonly string[] s_engineFiles = ["hostname", "hosts", "resolv.conf"];

    /// <summary>All of them on this machine.</summary>
    /// <param name="userNamespace">Whether the containers have one.</param>
    /// <param name="unified">Whether cgroup v2 carries the controllers.</param>
    public static IEnumerable<Difference> All(bool userNamespace, bool unified)
    {
        var owner = userNamespace ? (Gid: "gid=root,", Uid: ",uid=root") : (Gid: "", Uid: "");
        foreach (var path in DefaultPaths.Masked().Where(Directory.Exists))
            yield return new(
                [$"mask {path} directory 755", $"mount {path} tmpfs / nodev,noexec,nosuid,relatime,ro {owner.Gid}mode=755,rw,size=0k{owner.Uid}"],
                [$"mask {path} directory 1777", $"mount {path} tmpfs / relatime,ro {owner.Gid}ro{owner.Uid}"],
                "An empty directory that hides one has no room, no devices, no set-user-id bits and no programs either.");
        yield return new(
            ["mount /sys sysfs / nodev,noexec,nosuid,relatime,ro rw"],
            ["mount /sys sysfs / nodev,noexec,nosuid,relatime,ro ro"],
            "Read-only is the mount, not its file system too; to change either takes SYS_ADMIN, which the container lacks.");
        foreach (var difference in unified ? [] : OfV1(owner)) yield return difference;
        if (!userNamespace) yield break;
        yield return new(
            ["mount /dev tmpfs / nosuid,rw mode=755,rw,size=65536k", .. s_devices.Select(device => Device(device, "0:0"))],
            ["mount /dev tmpfs / nosuid,rw gid=root,mode=755,rw,size=65536k,uid=root", .. s_devices.Select(device => Device(device, "65534:65534")), .. s_devices.Select(device => $"mount /dev/{device.Split(' ')[0]} devtmpfs rw")],
            "A /dev with nodes of its own, made by the shim, in place of binds of the host's nodes; they belong to the container's root.");
        var hidden = DefaultPaths.Masked().Where(File.Exists).ToList();
        yield return new(
            [.. hidden.Select(path => $"mount {path} tmpfs /null nosuid,rw mode=755,rw,size=65536k")],
            [.. hidden.Select(path => $"mount {path} devtmpfs rw")],
            "So the null device that hides a file is the container's own too.");
        yield return new(
            [.. s_engineFiles.Select(file => $"mount /etc/{file} files idmapped,rw")],
            [.. s_engineFiles.Select(file => $"mount /etc/{file} files rw")],
            "The engine maps the owners of what it mounts; runc 1.1 cannot.");
    }

    private static IEnumerable<Difference> OfV1((string Gid, string Uid) owner)
    {
        yield return new(
            [$"mount /sys/fs/cgroup tmpfs / nodev,noexec,nosuid,relatime,ro {owner.Gid}mode=755,rw,size=64k{owner.Uid}"],
            [$"mount /sys/fs/cgroup tmpfs / nodev,noexec,nosuid,relatime,rw {owner.Gid}mode=755,rw{owner.Uid}"],
            "The directory of the controllers is read-only as they are, and has no room to fill.");
        yield return new(
            [],
            ["mount /sys/fs/cgroup/systemd cgroup nodev,noexec,nosuid,relatime,ro name=systemd,rw"],
            "The hierarchy that systemd names limits nothing; the engine makes no group in it.");
    }

    private static string Device(string device, string owner)
    {
        var (name, number) = (device.Split(' ')[0], device.Split(' ')[1]);
        return $"device /dev/{name} character special file 666 {owner} {number}";
    }
}
