namespace Panel.Engine.Contract;

/// <summary>The result of a create.</summary>
/// <param name="Id">64 hexadecimal characters.</param>
/// <param name="Name">Its name.</param>
/// <param name="Warnings">What was accepted but has no effect, one sentence each.</param>
public sealed record ContainerCreated(string Id, string Name, IReadOnlyList<string> Warnings);

/// <summary>How a run ended.</summary>
/// <param name="ExitCode">0 to 255, 128 + n after signal n.</param>
/// <param name="OomKilled">Whether the memory limit killed one of its processes.</param>
/// <param name="Error">Why the exit code is not the real one, such as a shim that was killed; null otherwise.</param>
public sealed record ContainerExit(int ExitCode, bool OomKilled = false, string? Error = null);

/// <summary>A row of the container list.</summary>
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

    /// <summary>Its state.</summary>
    public required ContainerState State { get; init; }

    /// <summary>Labels, including the image's.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Published ports with the host port in use, and exposed ones without.</summary>
    public IReadOnlyList<PortBinding> Ports { get; init; } = [];

    /// <summary>Names of its networks.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Everything weaker than the default security, one sentence each, worst first; empty for most containers.</summary>
    public IReadOnlyList<string> Weaknesses { get; init; } = [];

    /// <summary>First 12 characters of the id, as Docker shows it.</summary>
    public string ShortId => Id.Length > 12 ? Id[..12] : Id;
}

/// <summary>Everything about one container.</summary>
public sealed record ContainerDetails
{
    /// <summary>The row of the list.</summary>
    public required ContainerSummary Summary { get; init; }

    /// <summary>The specification of the request.</summary>
    public required ContainerSpec Spec { get; init; }

    /// <summary>Its host name; from its first start on, that of the container whose network it shares.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>Its domain name, likewise; empty when it has none.</summary>
    public string Domainname { get; init; } = "";

    /// <summary>The start parameters of its init: the image's settings and the caller's, merged.</summary>
    public required ProcessDetails Process { get; init; }

    /// <summary>Its health check, merged from the image's and the caller's; null without one.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>All mounts, including volumes of the image.</summary>
    public IReadOnlyList<MountSpec> Mounts { get; init; } = [];

    /// <summary>Its endpoint in each network.</summary>
    public IReadOnlyList<EndpointDetails> Endpoints { get; init; } = [];

    /// <summary>Host path of its current log file.</summary>
    public required string LogPath { get; init; }

    /// <summary>First host uid of its user namespace; null without one.</summary>
    public long? UserNamespaceBase { get; init; }

    /// <summary>Ids of its prepared and running execs.</summary>
    public IReadOnlyList<string> ExecIds { get; init; } = [];

    /// <summary>The number of ids in its user namespace; null without one.</summary>
    public long? UserNamespaceSize { get; init; }

    /// <summary>The effect of its security options.</summary>
    public required SecurityDetails Security { get; init; }

    /// <summary>Storage driver, such as overlay.</summary>
    public string Driver { get; init; } = "overlay";
}

/// <summary>The start parameters of a container's init.</summary>
/// <param name="Arguments">Entrypoint and command.</param>
/// <param name="Environment">Variables as <c>NAME=value</c>.</param>
/// <param name="WorkingDirectory">Absolute path.</param>
/// <param name="User">As requested; empty means root.</param>
/// <param name="StopSignal">The name, with SIG.</param>
public sealed record ProcessDetails(
    IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment, string WorkingDirectory, string User, string StopSignal);

/// <summary>A container's endpoint in a network.</summary>
/// <param name="Network">Network name.</param>
/// <param name="Address">IPv4 address; empty when the container is not running.</param>
/// <param name="PrefixLength">Bits of the subnet.</param>
/// <param name="Gateway">IPv4 address of the bridge.</param>
/// <param name="MacAddress">Six bytes in hexadecimal, separated by colons.</param>
public sealed record EndpointDetails(string Network, string Address, int PrefixLength, string Gateway, string MacAddress);

/// <summary>Filters of a container list. All criteria that are set must match; within one criterion, any value may.</summary>
public sealed record ContainerFilter
{
    /// <summary>Whether to list all states; false lists only running containers.</summary>
    public bool All { get; init; } = true;

    /// <summary>The most containers, newest first.</summary>
    public int? Limit { get; init; }

    /// <summary>States.</summary>
    public IReadOnlyList<ContainerStatus> Statuses { get; init; } = [];

    /// <summary>Parts of names.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Prefixes of ids.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary><c>key</c> or <c>key=value</c>; all must match, as in Docker.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Image references or ids from which it was made.</summary>
    public IReadOnlyList<string> Ancestors { get; init; } = [];

    /// <summary>Volume names or mount targets that it uses.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Its networks.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Exit codes; only exited containers match.</summary>
    public IReadOnlyList<int> ExitCodes { get; init; } = [];
}

/// <summary>A change of the list.</summary>
/// <param name="Snapshot">True for the first update: <paramref name="Changed"/> is the whole list.</param>
/// <param name="Changed">New or changed rows.</param>
/// <param name="RemovedIds">Ids of removed containers.</param>
public sealed record ContainerListUpdate(bool Snapshot, IReadOnlyList<ContainerSummary> Changed, IReadOnlyList<string> RemovedIds);

/// <summary>The condition that ends a wait.</summary>
public enum WaitCondition
{
    /// <summary>It is not running; true at once for a created or exited container.</summary>
    NotRunning,

    /// <summary>Its next exit.</summary>
    NextExit,

    /// <summary>It is removed.</summary>
    Removed,
}
