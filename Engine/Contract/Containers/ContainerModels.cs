namespace Panel.Engine.Contract;

/// <summary>The answer to a create.</summary>
/// <param name="Id">64 hexadecimal characters.</param>
/// <param name="Name">Its name.</param>
/// <param name="Warnings">What was accepted but does not take effect, a sentence each.</param>
public sealed record ContainerCreated(string Id, string Name, IReadOnlyList<string> Warnings);

/// <summary>How a run ended.</summary>
/// <param name="ExitCode">0 to 255, 128 + n after signal n.</param>
/// <param name="OomKilled">The memory limit killed a process of it.</param>
/// <param name="Error">Why it could not be told truthfully, such as a shim that was killed; null otherwise.</param>
public sealed record ContainerExit(int ExitCode, bool OomKilled = false, string? Error = null);

/// <summary>A row of the list.</summary>
public sealed record ContainerSummary
{
    /// <summary>64 hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Name without a slash.</summary>
    public required string Name { get; init; }

    /// <summary>Image as the caller named it.</summary>
    public required string Image { get; init; }

    /// <summary>Image id, <c>sha256:…</c>.</summary>
    public required string ImageId { get; init; }

    /// <summary>Entrypoint and command as one line.</summary>
    public required string Command { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What it is doing.</summary>
    public required ContainerState State { get; init; }

    /// <summary>Labels, the image's included.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Published ports with the host port in use, and exposed ones without.</summary>
    public IReadOnlyList<PortBinding> Ports { get; init; } = [];

    /// <summary>Names of its networks.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Everything that is weaker than the default of security, a sentence each, the gravest first; empty for most.</summary>
    public IReadOnlyList<string> Weaknesses { get; init; } = [];

    /// <summary>First 12 characters of the id, as Docker shows it.</summary>
    public string ShortId => Id.Length > 12 ? Id[..12] : Id;
}

/// <summary>Everything about one container.</summary>
public sealed record ContainerDetails
{
    /// <summary>The row of the list.</summary>
    public required ContainerSummary Summary { get; init; }

    /// <summary>What was asked for.</summary>
    public required ContainerSpec Spec { get; init; }

    /// <summary>Its host name; that of another container where it shares that one's network is told by that one.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>What its init is started with: the image's settings and the caller's, merged.</summary>
    public required ProcessDetails Process { get; init; }

    /// <summary>Its health check, the image's and the caller's merged; null without one.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>Everything mounted, image volumes included.</summary>
    public IReadOnlyList<MountSpec> Mounts { get; init; } = [];

    /// <summary>Its place in each network.</summary>
    public IReadOnlyList<EndpointDetails> Endpoints { get; init; } = [];

    /// <summary>Host path of its current log file.</summary>
    public required string LogPath { get; init; }

    /// <summary>First host uid of its user namespace; null without one.</summary>
    public long? UserNamespaceBase { get; init; }

    /// <summary>Ids of the commands in it that are prepared or run.</summary>
    public IReadOnlyList<string> ExecIds { get; init; } = [];

    /// <summary>How many ids its user namespace has, from that one on; null without one.</summary>
    public long? UserNamespaceSize { get; init; }

    /// <summary>What its security options come to.</summary>
    public required SecurityDetails Security { get; init; }

    /// <summary>Storage driver, such as overlay.</summary>
    public string Driver { get; init; } = "overlay";
}

/// <summary>What a container's init is started with.</summary>
/// <param name="Arguments">Entrypoint and command.</param>
/// <param name="Environment">Variables as <c>NAME=value</c>.</param>
/// <param name="WorkingDirectory">Absolute path.</param>
/// <param name="User">As asked for; empty is root.</param>
/// <param name="StopSignal">Name with SIG.</param>
public sealed record ProcessDetails(
    IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment, string WorkingDirectory, string User, string StopSignal);

/// <summary>A container's place in a network.</summary>
/// <param name="Network">Network name.</param>
/// <param name="Address">IPv4 address; empty when it does not run.</param>
/// <param name="PrefixLength">Bits of the subnet.</param>
/// <param name="Gateway">IPv4 address of the bridge.</param>
/// <param name="MacAddress">Six bytes in hexadecimal with colons.</param>
public sealed record EndpointDetails(string Network, string Address, int PrefixLength, string Gateway, string MacAddress);

/// <summary>Which containers a list holds. Every criterion that is set must match; within one criterion any value may.</summary>
public sealed record ContainerFilter
{
    /// <summary>All states; false lists running ones only.</summary>
    public bool All { get; init; } = true;

    /// <summary>At most so many, the newest.</summary>
    public int? Limit { get; init; }

    /// <summary>States.</summary>
    public IReadOnlyList<ContainerStatus> Statuses { get; init; } = [];

    /// <summary>Parts of names.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Prefixes of ids.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary><c>key</c> or <c>key=value</c>; all must match, as in Docker.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Image references or ids it was made from.</summary>
    public IReadOnlyList<string> Ancestors { get; init; } = [];

    /// <summary>Volume names or mount targets it uses.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Networks it is in.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Exit codes; only exited containers match.</summary>
    public IReadOnlyList<int> ExitCodes { get; init; } = [];
}

/// <summary>A change of the list.</summary>
/// <param name="Snapshot">True for the first one: <paramref name="Changed"/> is the whole list.</param>
/// <param name="Changed">Rows that are new or differ.</param>
/// <param name="RemovedIds">Ids that are gone.</param>
public sealed record ContainerListUpdate(bool Snapshot, IReadOnlyList<ContainerSummary> Changed, IReadOnlyList<string> RemovedIds);

/// <summary>What a wait waits for.</summary>
public enum WaitCondition
{
    /// <summary>It does not run; holds at once for a created or exited one.</summary>
    NotRunning,

    /// <summary>Its next exit.</summary>
    NextExit,

    /// <summary>It is removed.</summary>
    Removed,
}
