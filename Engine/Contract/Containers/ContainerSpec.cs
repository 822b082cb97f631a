namespace Panel.Engine.Contract;

/// <summary>What the caller wants of a new container. What is null or empty is taken from the image, then from the engine's default.</summary>
public sealed record ContainerSpec
{
    /// <summary>Image reference or id.</summary>
    public required string Image { get; init; }

    /// <summary>Name, <c>[a-zA-Z0-9][a-zA-Z0-9_.-]+</c>; null makes one up.</summary>
    public string? Name { get; init; }

    /// <summary>Arguments; replaces the image's CMD. Null keeps it.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Replaces the image's ENTRYPOINT and drops its CMD. Null keeps both; empty, as Docker has it, clears the ENTRYPOINT only.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Variables as <c>NAME=value</c>, added to the image's; <c>NAME</c> alone removes the image's.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Absolute working directory, created if missing.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary><c>user</c>, <c>uid</c>, <c>user:group</c> or <c>uid:gid</c>, looked up in the container's own files.</summary>
    public string? User { get; init; }

    /// <summary>Host name; null takes the first 12 characters of the id.</summary>
    public string? Hostname { get; init; }

    /// <summary>Labels, added to the image's.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Published ports.</summary>
    public IReadOnlyList<PortBinding> Ports { get; init; } = [];

    /// <summary>Publish every exposed port, the image's and the caller's, on a free port of the host at each start.</summary>
    public bool PublishAllPorts { get; set; }

    /// <summary>Ports that are told of but not published, added to the image's.</summary>
    public IReadOnlyList<PortBinding> ExposedPorts { get; set; } = [];

    /// <summary>Bind mounts, volumes and tmpfs.</summary>
    public IReadOnlyList<MountSpec> Mounts { get; init; } = [];

    /// <summary>Limits.</summary>
    public ResourceLimits Resources { get; init; } = new();

    /// <summary>What happens when it exits.</summary>
    public RestartPolicy RestartPolicy { get; init; } = RestartPolicy.No;

    /// <summary>Stop signal; null takes the image's, then SIGTERM.</summary>
    public string? StopSignal { get; init; }

    /// <summary>How long a stop waits before SIGKILL; null is 10 s.</summary>
    public TimeSpan? StopTimeout { get; init; }

    /// <summary>How to tell whether it does its work; null takes the image's.</summary>
    public HealthCheck? HealthCheck { get; set; }

    /// <summary>Give it a pseudo-terminal.</summary>
    public bool Tty { get; init; }

    /// <summary>Keep its standard input open.</summary>
    public bool OpenStdin { get; init; }

    /// <summary>Close its standard input when the first client that sends some has ended.</summary>
    public bool StdinOnce { get; set; }

    /// <summary>Which of its streams whoever made it meant to attach to. Without an effect here; who starts it again with Docker's command line wants to know.</summary>
    public AttachIntent AttachIntent { get; set; }

    /// <summary>Remove it once it has exited.</summary>
    public bool AutoRemove { get; init; }

    /// <summary>Mount its root file system read-only.</summary>
    public bool ReadOnlyRootFilesystem { get; init; }

    /// <summary>Whether container root is an unprivileged user of the host (the default) or the host's root.</summary>
    public UserNamespaceMode UserNamespace { get; init; } = UserNamespaceMode.Private;

    /// <summary>Capabilities, devices, namespaces and the like.</summary>
    public SecurityOptions Security { get; set; } = new();

    /// <summary>Run a small init as process 1 that reaps orphans and forwards signals.</summary>
    public bool Init { get; set; }

    /// <summary>NIS domain name; null leaves the kernel's.</summary>
    public string? Domainname { get; set; }

    /// <summary>
    /// The cgroup that holds the container's, below the engine's own: <c>batch</c>, <c>/shop/web</c>. The engine makes it where it is missing. It stays as it was written; null for none.
    /// </summary>
    public string? CgroupParent { get; set; }

    /// <summary>Size of /dev/shm in bytes; null is 64 MiB.</summary>
    public long? SharedMemoryBytes { get; set; }

    /// <summary><c>bridge</c> (the default), <c>none</c>, <c>host</c> or <c>container:ID</c>.</summary>
    public string NetworkMode { get; init; } = "bridge";

    /// <summary>The mode that was named beside a wish for no network at all (Docker's <c>NetworkDisabled</c>), for who asks how it was made; <see cref="NetworkMode"/> is none then.</summary>
    public string? DisabledNetworkMode { get; set; }

    /// <summary>Lines for /etc/hosts as <c>name:address</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    /// <summary>Name servers; empty takes the host's.</summary>
    public IReadOnlyList<string> DnsServers { get; init; } = [];

    /// <summary>Domains in which short names are looked up; empty takes the host's, one dot alone is none.</summary>
    public IReadOnlyList<string> DnsSearch { get; set; } = [];

    /// <summary>Options of resolv.conf(5), such as <c>ndots:2</c>; empty takes the host's.</summary>
    public IReadOnlyList<string> DnsOptions { get; set; } = [];

    /// <summary>Containers whose bind mounts and volumes this one gets, too, by id or name, with <c>:ro</c> to read only; its own mounts go first.</summary>
    public IReadOnlyList<string> VolumesFrom { get; set; } = [];

    /// <summary>How much log is kept; null takes the engine's settings.</summary>
    public LogRotation? LogRotation { get; init; }

    /// <summary>Docker's name of the log driver; <see cref="LogDrivers"/> says what each does here.</summary>
    public string LogDriver { get; set; } = LogDrivers.Default;

    /// <summary>Who created it. The panel's door sets it, whatever the caller gave; null for a container that is older than this property.</summary>
    public ContainerCreator? Creator { get; set; }

    /// <summary>What was said that has no effect of its own; null where the container was not made over the Docker API.</summary>
    public AskedWords? Asked { get; set; }

    /// <summary>The words in which <see cref="LogRotation"/> was asked for, for who asks how it was made.</summary>
    public IReadOnlyDictionary<string, string> LogOptions { get; set; } = new Dictionary<string, string>();
}

/// <summary>Streams of a container that somebody means to attach to.</summary>
[Flags]
public enum AttachIntent
{
    /// <summary>None: it runs by itself.</summary>
    None = 0,

    /// <summary>Its input.</summary>
    Input = 1,

    /// <summary>Its output.</summary>
    Output = 2,

    /// <summary>Its error output.</summary>
    Error = 4,
}

/// <summary>Whether the container has a user namespace of its own.</summary>
public enum UserNamespaceMode
{
    /// <summary>Container root is an unprivileged user of the host.</summary>
    Private,

    /// <summary>Container root is the host's root.</summary>
    Host,
}

/// <summary>How much log is kept.</summary>
/// <param name="MaxBytes">Size in bytes at which the file is rotated, between lines; at least 1.</param>
/// <param name="MaxFiles">How many files are kept, the current one included; at least 1.</param>
public sealed record LogRotation(long MaxBytes, int MaxFiles)
{
    /// <summary>More bytes than any disk has: the file is never rotated.</summary>
    public const long Unlimited = 1L << 60;
}
