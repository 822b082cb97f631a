namespace Panel.Engine.Contract;

/// <summary>Parts of a create request without an effect of their own here, stored so that inspect can report them. Null where the request
/// did not set them.</summary>
public sealed record AskedWords
{
    /// <summary>Paths of volumes that the create and the image declare, including those under another mount.</summary>
    public IReadOnlyList<string>? Volumes { get; init; }

    /// <summary>The shell of a build's instructions.</summary>
    public IReadOnlyList<string>? Shell { get; init; }

    /// <summary>Instructions for images built on an image of this container.</summary>
    public IReadOnlyList<string>? OnBuild { get; init; }

    /// <summary>The runtime's name.</summary>
    public string? Runtime { get; init; }

    /// <summary>Whether the request turned the init on or off; null for neither.</summary>
    public bool? Init { get; init; }

    /// <summary>The isolation; only Windows has several kinds.</summary>
    public string? Isolation { get; init; }

    /// <summary>Ports that the create and the image expose, as written: <c>80-82/udp</c>.</summary>
    public IReadOnlyList<string>? ExposedPorts { get; init; }

    /// <summary>Ports to publish, as written; null and an empty list publish nothing.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<AskedPort>?>? PortBindings { get; init; }

    /// <summary>The driver for volumes created for the container.</summary>
    public string? VolumeDriver { get; init; }

    /// <summary>The file in which the client stores the container's id.</summary>
    public string? ContainerIdFile { get; init; }

    /// <summary>Annotations for other runtimes.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The cgroup of another container, which no engine joins any more.</summary>
    public string? Cgroup { get; init; }

    /// <summary>Rows and columns of a terminal, which only Windows takes from a create; fewer than two where one was left out.</summary>
    public IReadOnlyList<int>? ConsoleSize { get; init; }

    /// <summary>Security options, as written: <c>seccomp:unconfined</c>.</summary>
    public IReadOnlyList<string>? SecurityOptions { get; init; }

    /// <summary>Numbers without an effect on Linux, by the name of their field in Docker's API.</summary>
    public IReadOnlyDictionary<string, long>? Numbers { get; init; }

    /// <summary>Whether the command is already escaped, which only Windows uses.</summary>
    public bool ArgsEscaped { get; init; }
}

/// <summary>An address and a port of the host, as written.</summary>
public sealed record AskedPort(string HostIp, string HostPort);
