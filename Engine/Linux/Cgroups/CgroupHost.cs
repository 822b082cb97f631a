using Panel.Engine.Linux.Files;

namespace Panel.Engine.Linux.Cgroups;

/// <summary>The cgroup hierarchies of this machine, read from mountinfo: v1 controllers if any are mounted, else v2.</summary>
public sealed class CgroupHost
{
    private readonly IReadOnlyDictionary<string, string> _controllers;
    private readonly string? _unified;

    private CgroupHost(IReadOnlyDictionary<string, string> controllers, string? unified)
    {
        _controllers = controllers;
        _unified = unified;
    }

    /// <summary>True when only v2 has the controllers.</summary>
    public bool IsV2 => !_controllers.ContainsKey("memory") && !_controllers.ContainsKey("pids") && _unified is not null;

    public static CgroupHost Detect() => Parse(RawFile.ReadText("/proc/self/mountinfo"));

    /// <summary>Parses /proc/self/mountinfo (proc_pid_mountinfo(5)).</summary>
    public static CgroupHost Parse(string mountInfo)
    {
        var controllers = new Dictionary<string, string>();
        string? unified = null;
        foreach (var line in mountInfo.Split('\n'))
        {
            var separator = line.IndexOf(" - cgroup", StringComparison.Ordinal);
            if (separator < 0)
                continue;
            var mountPoint = line.Split(' ', 6)[4];
            var tail = line[(separator + 3)..].Split(' ');
            if (tail[0] == "cgroup2")
                unified ??= mountPoint;
            else
                foreach (var option in tail[2].Split(','))
                    controllers.TryAdd(option, mountPoint);
        }

        return new CgroupHost(controllers, unified);
    }

    /// <summary>The mount point of the v2 hierarchy, or null.</summary>
    public string? Unified => _unified;

    /// <summary>The mount point of a v1 controller, or null.</summary>
    public string? Controller(string name) => _controllers.GetValueOrDefault(name);

    /// <summary>The group at a path below each hierarchy.</summary>
    /// <param name="path">Below the mount of each hierarchy.</param>
    /// <param name="withTree">Whether it is also in the v2 hierarchy where v1 limits; needs <see cref="Unified"/>.</param>
    public ICgroup Group(string path, bool withTree = false)
    {
        if (IsV2)
            return new CgroupV2(_unified!, path);
        var limits = new CgroupV1(this, path);
        return withTree && _unified is { } mount ? new CgroupHybrid(limits, new CgroupV2(mount, path, hasControllers: false)) : limits;
    }

    /// <summary>The group of a container that runs: with all that it was made with.</summary>
    public ICgroup Existing(string path) => Group(path, _unified is { } mount && RawFile.Exists($"{mount}/{path}"));
}
