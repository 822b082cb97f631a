namespace Panel.Engine.Contract;

/// <summary>The specification of a new container. Null or empty values come from the image, else from the engine's defaults.</summary>
public sealed record ContainerSpec
{
    /// <summary>Image reference or id.</summary>
    public required string Image { get; init; }

    /// <summary>Name, <c>[a-zA-Z0-9][a-zA-Z0-9_.-]+</c>; null generates one.</summary>
    public string? Name { get; init; }

    /// <summary>Arguments; replaces the image's CMD. Null keeps it.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Replaces the image's ENTRYPOINT and drops its CMD. Null keeps both; empty clears only the ENTRYPOINT, as in Docker.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Variables as <c>NAME=value</c>, added to the image's; <c>NAME</c> alone removes the image's.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Absolute working directory, created if missing.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary><c>user</c>, <c>uid</c>, <c>user:group</c> or <c>uid:gid</c>, looked up in the container's own files.</summary>
    public string? User { get; init; }

    /// <summary>Host name; null means the first 12 characters of the id.</summary>
    public string? Hostname { get; init; }

    /// <summary>Labels, added to the image's.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Published ports.</summary>
    public IReadOnlyList<PortBinding> Ports { get; init; } = [];

    /// <summary>Publish every exposed port, the image's and the caller's, on a free port of the host at each start.</summary>
    public bool PublishAllPorts { get; set; }

    /// <summary>Ports that are exposed but not published, added to the image's.</summary>
    public IReadOnlyList<PortBinding> ExposedPorts { get; set; } = [];

    /// <summary>Bind mounts, volumes and tmpfs.</summary>
    public IReadOnlyList<MountSpec> Mounts { get; init; } = [];

    /// <summary>Limits.</summary>
    public ResourceLimits Resources { get; init; } = new();

    /// <summary>What happens when it exits.</summary>
    public RestartPolicy RestartPolicy { get; init; } = RestartPolicy.No;

    /// <summary>Stop signal; null means the image's, then SIGTERM.</summary>
    public string? StopSignal { get; init; }

    /// <summary>How long a stop waits before SIGKILL; null is 10 s.</summary>
    public TimeSpan? StopTimeout { get; init; }

    /// <summary>The health check; null means the image's.</summary>
    public HealthCheck? HealthCheck { get; set; }

    /// <summary>Whether to allocate a pseudo-terminal.</summary>
    public bool Tty { get; init; }

    /// <summary>Whether to keep standard input open.</summary>
    public bool OpenStdin { get; init; }

    /// <summary>Whether to close standard input when the first client that sends input has ended.</summary>
    public bool StdinOnce { get; set; }

    /// <summary>The streams to which the creator meant to attach. No effect here, but Docker's command line reads it when it starts the
    /// container again.</summary>
    public AttachIntent AttachIntent { get; set; }

    /// <summary>Whether to remove the container when it exits.</summary>
    public bool AutoRemove { get; init; }

    /// <summary>Whether to mount the root file system read-only.</summary>
    public bool ReadOnlyRootFilesystem { get; init; }

    /// <summary>Whether container root is an unprivileged user of the host (the default) or the host's root.</summary>
    public UserNamespaceMode UserNamespace { get; init; } = UserNamespaceMode.Private;

    /// <summary>Capabilities, devices, namespaces and the like.</summary>
    public SecurityOptions Security { get; set; } = new();

    /// <summary>Whether to run a small init as process 1 that reaps orphans and forwards signals.</summary>
    public bool Init { get; set; }

    /// <summary>NIS domain name; null leaves the kernel's.</summary>
    public string? Domainname { get; set; }

    /// <summary>
    /// The cgroup that holds the container's, below the engine's own: <c>batch</c>, <c>/shop/web</c>. The engine makes it where it is missing. It stays as it
    /// was written; null for none.
    /// </summary>
    public string? CgroupParent { get; set; }

    /// <summary>
    /// Most bytes that it may take on the disk above its image; null and 0 for no limit. Needs a file system that enforces project quotas.
    /// </summary>
    public long? StorageBytes { get; set; }

    /// <summary>The words in which <see cref="StorageBytes"/> was asked for, for who asks how it was made.</summary>
    public IReadOnlyDictionary<string, string> StorageOptions { get; set; } = new Dictionary<string, string>();

    /// <summary>Size of /dev/shm in bytes; null is 64 MiB.</summary>
    public long? SharedMemoryBytes { get; set; }

    /// <summary><c>bridge</c> (the default), <c>none</c>, <c>host</c> or <c>container:ID</c>.</summary>
    public string NetworkMode { get; init; } = "bridge";

    /// <summary>The network mode that the request named although it disabled the network (Docker's <c>NetworkDisabled</c>), for inspect;
    /// <see cref="NetworkMode"/> is then none.</summary>
    public string? DisabledNetworkMode { get; set; }

    /// <summary>Lines for /etc/hosts as <c>name:address</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    /// <summary>Name servers; empty means the host's.</summary>
    public IReadOnlyList<string> DnsServers { get; init; } = [];

    /// <summary>Search domains for short names; empty means the host's, a single dot means none.</summary>
    public IReadOnlyList<string> DnsSearch { get; set; } = [];

    /// <summary>Options of resolv.conf(5), such as <c>ndots:2</c>; empty means the host's.</summary>
    public IReadOnlyList<string> DnsOptions { get; set; } = [];

    /// <summary>Containers whose bind mounts and volumes this one also gets, by id or name, with <c>:ro</c> for read-only; its own mounts
    /// take precedence.</summary>
    public IReadOnlyList<string> VolumesFrom { get; set; } = [];

    /// <summary>How much of the log is kept; null means the engine's settings.</summary>
    public LogRotation? LogRotation { get; init; }

    /// <summary>Docker's name of the log driver; <see cref="LogDrivers"/> lists their effects here.</summary>
    public string LogDriver { get; set; } = LogDrivers.Default;

    /// <summary>The creator. The panel's gate sets it, whatever the caller gave; null for a container older than this property.</summary>
    public ContainerCreator? Creator { get; set; }

    /// <summary>Parts of the request without an effect; null when the container was not created over the Docker API.</summary>
    public AskedWords? Asked { get; set; }

    /// <summary>The log options as given, for inspect; they are the source of <see cref="LogRotation"/>.</summary>
    public IReadOnlyDictionary<string, string> LogOptions { get; set; } = new Dictionary<string, string>();
}

/// <summary>Streams to which the creator means to attach.</summary>
[Flags]
public enum AttachIntent
{
    /// <summary>None: it runs detached.</summary>
    None = 0,

    /// <summary>Its input.</summary>
    Input = 1,

    /// <summary>Its output.</summary>
    Output = 2,

    /// <summary>Its error output.</summary>
    Error = 4,
}

/// <summary>Whether the container has its own user namespace.</summary>
public enum UserNamespaceMode
{
    /// <summary>Container root is an unprivileged user of the host.</summary>
    Private,

    /// <summary>Container root is the host's root.</summary>
    Host,
}

/// <summary>How much of the log is kept.</summary>
/// <param name="MaxBytes">Size in bytes at which the file is rotated, between lines; at least 1.</param>
/// <param name="MaxFiles">The number of files kept, including the current one; at least 1.</param>
public sealed record LogRotation(long MaxBytes, int MaxFiles)
{
    /// <summary>More bytes than any disk has: the file is never rotated.</summary>
    public const long Unlimited = 1L << 60;
}
