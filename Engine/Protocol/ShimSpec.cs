namespace Panel.Engine.Protocol;

/// <summary>
/// Everything a shim needs to run one container. The engine writes it as JSON (see <see cref="ProtocolJson"/>) to
/// <c>&lt;run root&gt;/containers/&lt;id&gt;/spec.json</c> and starts <c>panel-shim run &lt;spec path&gt;</c>.
/// All paths are absolute paths of the host unless they say otherwise.
/// </summary>
public sealed record ShimSpec
{
    public required string ContainerId { get; init; }

    /// <summary>The boot the spec was written in; a shim of another boot is never signalled.</summary>
    public required string BootId { get; init; }

    /// <summary>Below the data root. Written atomically and fsynced before anything of the container is torn down.</summary>
    public required string ExitFile { get; init; }

    /// <summary>The shim's control socket (mode 0600) below the run root.</summary>
    public required string SocketPath { get; init; }

    /// <summary>Relative: below each v1 controller's mount, or below the v2 root or delegated cgroup.</summary>
    public required string CgroupPath { get; init; }

    public required RootfsSpec Rootfs { get; init; }

    public required ProcessSpec Process { get; init; }

    public required string Hostname { get; init; }

    /// <summary>Null runs the container without a user namespace (the opt-out).</summary>
    public UserNamespaceSpec? UserNamespace { get; init; }

    public List<MountEntry> Mounts { get; init; } = [];

    /// <summary>Bound over /etc/hosts; empty leaves the image's file. The next two likewise.</summary>
    public string HostsFile { get; init; } = "";

    public string ResolvConfFile { get; init; } = "";

    public string HostnameFile { get; init; } = "";

    public required NetworkSpec Network { get; init; }

    public ResourceSpec Resources { get; init; } = new();

    public required LogSpec Log { get; init; }

    /// <summary>Runs a reaper as process 1 that forwards signals to the command (docker run --init).</summary>
    public bool Init { get; init; }
}

/// <summary>The overlay root file system. The lower directories are the image's layers, topmost first.</summary>
public sealed record RootfsSpec
{
    public required List<string> LowerDirectories { get; init; }

    /// <summary>Upper and work directory must be siblings, so that one id-mapped mount of their parent serves both.</summary>
    public required string UpperDirectory { get; init; }

    public required string WorkDirectory { get; init; }

    /// <summary>An empty directory below the run root. The overlay is mounted there in the container's mount namespace only.</summary>
    public required string MountPoint { get; init; }

    public bool ReadOnly { get; init; }
}

public sealed record ProcessSpec
{
    /// <summary>Entry point and command together; never empty.</summary>
    public required List<string> Arguments { get; init; }

    /// <summary>KEY=value. The shim adds PATH, HOME and HOSTNAME where they are missing, and TERM with a tty.</summary>
    public List<string> Environment { get; init; } = [];

    /// <summary>Inside the container; made when missing.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Docker's form <c>user[:group]</c> with names or numbers, resolved in the image's /etc/passwd and /etc/group; empty is root.</summary>
    public string User { get; init; } = "";

    public bool Tty { get; init; }

    public bool OpenStdin { get; init; }

    /// <summary>A seccomp filter as an array of struct sock_filter, loaded just before the capabilities are dropped; null loads none.</summary>
    public string? SeccompFilterFile { get; init; }
}

/// <summary>Container ids 0..Count-1 are host ids FirstId..FirstId+Count-1, users and groups alike.</summary>
public sealed record UserNamespaceSpec
{
    public required long FirstId { get; init; }

    public required int Count { get; init; }
}
