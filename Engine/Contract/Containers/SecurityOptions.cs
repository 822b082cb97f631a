namespace Panel.Engine.Contract;

/// <summary>What a container may do beside its limits. All of it empty is the engine's default, which is Docker's with a user namespace on top.</summary>
public sealed record SecurityOptions
{
    /// <summary>The word for no seccomp filter, and for no masked or read-only paths.</summary>
    public const string Unconfined = "unconfined";

    /// <summary>Every capability and device, no filter, no masks, a writable /sys. With a user namespace it holds inside that only.</summary>
    public bool Privileged { get; set; }

    /// <summary>Capabilities beyond the default fourteen, with or without CAP_, or ALL.</summary>
    public IReadOnlyList<string> CapabilitiesAdd { get; set; } = [];

    /// <summary>Capabilities to take away, or ALL; what is added by name stays.</summary>
    public IReadOnlyList<string> CapabilitiesDrop { get; set; } = [];

    /// <summary>No program inside gains rights by set-user-id bits or file capabilities.</summary>
    public bool NoNewPrivileges { get; set; }

    /// <summary>Null is the default filter, <see cref="Unconfined"/> none, anything else a profile in Docker's JSON format.</summary>
    public string? SeccompProfile { get; set; }

    /// <summary>AppArmor profile, where the host has AppArmor.</summary>
    public string? AppArmorProfile { get; set; }

    /// <summary>SELinux label of the process, as <c>system_u:system_r:container_t:s0:c1,c2</c>, where the host has SELinux.</summary>
    public string? SelinuxLabel { get; set; }

    /// <summary>
    /// Parts of the process's SELinux label as Docker's clients give them: <c>disable</c>, <c>user:NAME</c>, <c>role:NAME</c>, <c>type:NAME</c>, <c>level:RANGE</c>,
    /// <c>filetype:NAME</c>. Without an effect where the host has no SELinux, as with Docker; <see cref="SelinuxLabel"/> goes first.
    /// </summary>
    public IReadOnlyList<string> SelinuxOptions { get; set; } = [];

    /// <summary>Absolute paths that are hidden; null is the default list, empty none.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; set; }

    /// <summary>Absolute paths that are read-only; null is the default list, empty none.</summary>
    public IReadOnlyList<string>? ReadOnlyPaths { get; set; }

    /// <summary>Devices of the host.</summary>
    public IReadOnlyList<DeviceMapping> Devices { get; set; } = [];

    /// <summary>Further rights on devices, as <c>c 10:200 rwm</c>.</summary>
    public IReadOnlyList<string> DeviceRules { get; set; } = [];

    /// <summary>Kernel settings of the container's own namespaces, such as net.ipv4.ip_default_ttl. Older kernels, Linux 6.1 among them, keep some (net.core.somaxconn) from user namespaces: the start then says so.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; set; } = new Dictionary<string, string>();

    /// <summary>Resource limits of its processes.</summary>
    public IReadOnlyList<Ulimit> Ulimits { get; set; } = [];

    /// <summary>-1000 (killed last) to 1000 (first) when the host runs out of memory.</summary>
    public int OomScoreAdjust { get; set; }

    /// <summary>Supplementary groups, names or numbers.</summary>
    public IReadOnlyList<string> GroupAdd { get; set; } = [];

    /// <summary>Empty is a pid namespace of its own; <c>host</c> or <c>container:ID</c>.</summary>
    public string PidMode { get; set; } = "";

    /// <summary>Empty or <c>private</c>, <c>none</c> (its own, and no /dev/shm), <c>shareable</c> (others may join), <c>host</c> or <c>container:ID</c>.</summary>
    public string IpcMode { get; set; } = "";

    /// <summary>Empty or <c>host</c>: whose host name it has.</summary>
    public string UtsMode { get; set; } = "";

    /// <summary>Empty is the default (private on cgroup v2, the host's on v1), <c>private</c> or <c>host</c>.</summary>
    public string CgroupMode { get; set; } = "";
}

/// <summary>A device of the host in the container.</summary>
/// <param name="HostPath">Absolute path of a device node, or of a directory of them.</param>
/// <param name="ContainerPath">Below /dev; empty is the host's path.</param>
/// <param name="Permissions">Some of r, w and m (make the node).</param>
public sealed record DeviceMapping(string HostPath, string ContainerPath = "", string Permissions = "rwm");

/// <summary>A resource limit, as of ulimit.</summary>
/// <param name="Name">Such as nofile.</param>
/// <param name="Soft">What holds; -1 is unlimited.</param>
/// <param name="Hard">How far the process may raise it; -1 is unlimited.</param>
public sealed record Ulimit(string Name, long Soft, long Hard);
