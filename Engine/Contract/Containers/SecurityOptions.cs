namespace Panel.Engine.Contract;

/// <summary>What a container may do besides its limits. When all are empty, it has the engine's default, which is Docker's plus a user
/// namespace.</summary>
public sealed record SecurityOptions
{
    /// <summary>Means no seccomp filter, or no masked or read-only paths.</summary>
    public const string Unconfined = "unconfined";

    /// <summary>Every capability and device, no filter, no masks, a writable /sys. With a user namespace, this only applies inside it.</summary>
    public bool Privileged { get; set; }

    /// <summary>Capabilities beyond the default fourteen, with or without CAP_, or ALL.</summary>
    public IReadOnlyList<string> CapabilitiesAdd { get; set; } = [];

    /// <summary>Capabilities to remove, or ALL; capabilities added by name stay.</summary>
    public IReadOnlyList<string> CapabilitiesDrop { get; set; } = [];

    /// <summary>Whether programs inside cannot gain rights through set-user-id bits or file capabilities.</summary>
    public bool NoNewPrivileges { get; set; }

    /// <summary>Null means the default filter, <see cref="Unconfined"/> none, anything else is a profile in Docker's JSON format.</summary>
    public string? SeccompProfile { get; set; }

    /// <summary>AppArmor profile, where the host has AppArmor.</summary>
    public string? AppArmorProfile { get; set; }

    /// <summary>SELinux label of the process, such as <c>system_u:system_r:container_t:s0:c1,c2</c>, where the host has SELinux.</summary>
    public string? SelinuxLabel { get; set; }

    /// <summary>
    /// Parts of the process's SELinux label, as Docker's clients write them: <c>disable</c>, <c>user:NAME</c>, <c>role:NAME</c>,
    /// <c>type:NAME</c>, <c>level:RANGE</c>, <c>filetype:NAME</c>. No effect where the host has no SELinux, as in Docker;
    /// <see cref="SelinuxLabel"/> takes precedence.
    /// </summary>
    public IReadOnlyList<string> SelinuxOptions { get; set; } = [];

    /// <summary>Absolute paths to hide; null means the default list, empty none.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; set; }

    /// <summary>Absolute paths to make read-only; null means the default list, empty none.</summary>
    public IReadOnlyList<string>? ReadOnlyPaths { get; set; }

    /// <summary>Devices of the host.</summary>
    public IReadOnlyList<DeviceMapping> Devices { get; set; } = [];

    /// <summary>More rights on devices, such as <c>c 10:200 rwm</c>.</summary>
    public IReadOnlyList<string> DeviceRules { get; set; } = [];

    /// <summary>Kernel settings of the container's own namespaces, such as net.ipv4.ip_default_ttl. Older kernels, including Linux 6.1, do
    /// not offer some of them (net.core.somaxconn) in user namespaces; the start then says so.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; set; } = new Dictionary<string, string>();

    /// <summary>Resource limits of its processes.</summary>
    public IReadOnlyList<Ulimit> Ulimits { get; set; } = [];

    /// <summary>-1000 (killed last) to 1000 (first) when the host runs out of memory.</summary>
    public int OomScoreAdjust { get; set; }

    /// <summary>Supplementary groups, names or numbers.</summary>
    public IReadOnlyList<string> GroupAdd { get; set; } = [];

    /// <summary>Empty means its own pid namespace; <c>host</c> or <c>container:ID</c>.</summary>
    public string PidMode { get; set; } = "";

    /// <summary>Empty or <c>private</c>, <c>none</c> (its own, and no /dev/shm), <c>shareable</c> (others may join), <c>host</c> or <c>container:ID</c>.</summary>
    public string IpcMode { get; set; } = "";

    /// <summary>Empty for its own host name, or <c>host</c>.</summary>
    public string UtsMode { get; set; } = "";

    /// <summary>Empty means the default (private on cgroup v2, the host's on v1), or <c>private</c> or <c>host</c>.</summary>
    public string CgroupMode { get; set; } = "";

    /// <summary>
    /// Whether the container's root may make cgroups below its own; its own limits stay out of its reach. Null is yes for a privileged container, and for one with a
    /// user namespace of its own whose command is systemd. Yes without being privileged takes a user namespace, a cgroup namespace and a host with cgroup v2 mounted.
    /// </summary>
    public bool? WritableCgroups { get; set; }
}

/// <summary>A host device in the container.</summary>
/// <param name="HostPath">Absolute path of a device node, or of a directory of device nodes.</param>
/// <param name="ContainerPath">Path below /dev; empty means the host's path.</param>
/// <param name="Permissions">Any of r, w and m (mknod).</param>
public sealed record DeviceMapping(string HostPath, string ContainerPath = "", string Permissions = "rwm");

/// <summary>A resource limit, as in ulimit.</summary>
/// <param name="Name">Such as nofile.</param>
/// <param name="Soft">The effective limit; -1 means unlimited.</param>
/// <param name="Hard">The most to which the process may raise it; -1 means unlimited.</param>
public sealed record Ulimit(string Name, long Soft, long Hard);
