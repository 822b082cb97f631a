using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Protocol;

/// <summary>
/// Everything that a shim needs to run one container. The engine writes it (<see cref="SpecFile"/>) to <c>&lt;run
/// root&gt;/containers/&lt;id&gt;/spec</c> and starts <c>panel-shim run &lt;spec path&gt;</c>. All paths are absolute paths of the host
/// unless stated otherwise.
/// </summary>
public sealed record ShimSpec
{
    public required string ContainerId { get; set; }

    /// <summary>The boot in which the spec was written; a shim of another boot is never signalled.</summary>
    public required string BootId { get; set; }

    /// <summary>Below the data root. Written atomically and fsynced before any tear-down of the container.</summary>
    public required string ExitFile { get; set; }

    /// <summary>The shim's control socket (mode 0600) below the run root.</summary>
    public required string SocketPath { get; set; }

    /// <summary>Relative: below each v1 controller's mount, or below the v2 root or delegated cgroup.</summary>
    public required string CgroupPath { get; set; }

    /// <summary>Set for an exec: the container's process 1. <see cref="Process"/> then runs in all its namespaces and in
    /// <see cref="CgroupPath"/>, which already exist; other parts that describe a container are ignored, and there is no log.</summary>
    public ProcessReference? Exec { get; set; }

    public required RootfsSpec Rootfs { get; set; }

    public required ProcessSpec Process { get; set; }

    public required string Hostname { get; set; }

    public string? Domainname { get; set; }

    /// <summary>Null runs the container without a user namespace (the opt-out).</summary>
    public UserNamespaceSpec? UserNamespace { get; set; }

    public NamespacesSpec Namespaces { get; set; } = new();

    public List<MountEntry> Mounts { get; set; } = [];

    /// <summary>Bound over /etc/hosts; empty keeps the image's file. The next two likewise.</summary>
    public string HostsFile { get; set; } = "";

    public string ResolvConfFile { get; set; } = "";

    public string HostnameFile { get; set; } = "";

    public required NetworkSpec Network { get; set; }

    public ResourceSpec Resources { get; set; } = new();

    public required LogSpec Log { get; set; }

    /// <summary>Whether to run a reaper as process 1 that forwards signals to the command (docker run --init).</summary>
    public bool Init { get; set; }

    /// <summary>The command waits until this many clients are attached, or ten seconds have passed, because they would miss its first
    /// output.</summary>
    public int AwaitedAttachments { get; set; }

    /// <summary>Size of /dev/shm; 0 mounts none.</summary>
    public long SharedMemoryBytes { get; set; } = 64 << 20;

    /// <summary>Absolute paths to hide inside the container; missing ones are ignored.</summary>
    public List<string> MaskedPaths { get; set; } = [.. DefaultPaths.Masked()];

    /// <summary>Likewise, to make read-only.</summary>
    public List<string> ReadOnlyPaths { get; set; } = [.. DefaultPaths.ReadOnly];

    /// <summary>In addition to every container's default devices.</summary>
    public List<DeviceSpec> Devices { get; set; } = [];

    /// <summary>More device rights of the container, in the syntax of cgroup v1's devices.allow: <c>c 10:200 rwm</c>, <c>a</c>.</summary>
    public List<string> DeviceRules { get; set; } = [];

    /// <summary><c>net.ipv4.ip_default_ttl=64</c>: files below /proc/sys that belong to the container's own namespaces.</summary>
    public List<string> Sysctls { get; set; } = [];

    /// <summary>Whether /sys is writable (privileged).</summary>
    public bool WritableKernelFiles { get; set; }

    public CgroupAccess Cgroups { get; set; }

    /// <summary>Creates an empty one.</summary>
    public static ShimSpec Blank() => new()
    {
        ContainerId = "",
        BootId = "",
        ExitFile = "",
        SocketPath = "",
        CgroupPath = "",
        Rootfs = RootfsSpec.Blank(),
        Process = ProcessSpec.Blank(),
        Hostname = "",
        Network = new NetworkSpec { Kind = NetworkKind.None },
        Log = LogSpec.Blank(),
        MaskedPaths = [],
        ReadOnlyPaths = [],
    };

    internal void Transfer(SpecWire wire)
    {
        ContainerId = wire.Text(ContainerId);
        BootId = wire.Text(BootId);
        ExitFile = wire.Text(ExitFile);
        SocketPath = wire.Text(SocketPath);
        CgroupPath = wire.Text(CgroupPath);
        Exec = wire.ItemOrNull(Exec, ProcessReference.Blank, static (p, w) => p.Transfer(w));
        Rootfs.Transfer(wire);
        Process.Transfer(wire);
        Hostname = wire.Text(Hostname);
        Domainname = wire.TextOrNull(Domainname);
        UserNamespace = wire.ItemOrNull(UserNamespace, UserNamespaceSpec.Blank, static (u, w) => u.Transfer(w));
        Namespaces.Transfer(wire);
        Mounts = wire.Items(Mounts, MountEntry.Blank, static (m, w) => m.Transfer(w));
        HostsFile = wire.Text(HostsFile);
        ResolvConfFile = wire.Text(ResolvConfFile);
        HostnameFile = wire.Text(HostnameFile);
        Network.Transfer(wire);
        Resources.Transfer(wire);
        Log.Transfer(wire);
        Init = wire.Flag(Init);
        AwaitedAttachments = wire.Number(AwaitedAttachments);
        SharedMemoryBytes = wire.Number(SharedMemoryBytes);
        MaskedPaths = wire.Texts(MaskedPaths);
        ReadOnlyPaths = wire.Texts(ReadOnlyPaths);
        Devices = wire.Items(Devices, DeviceSpec.Blank, static (d, w) => d.Transfer(w));
        DeviceRules = wire.Texts(DeviceRules);
        Sysctls = wire.Texts(Sysctls);
        WritableKernelFiles = wire.Flag(WritableKernelFiles);
        Cgroups = (CgroupAccess)wire.Number((int)Cgroups);
    }
}
