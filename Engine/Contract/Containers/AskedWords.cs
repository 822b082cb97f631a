namespace Panel.Engine.Contract;

/// <summary>What a create said that has no effect of its own here, kept for who asks how the container was made. Null where nothing was said.</summary>
public sealed record AskedWords
{
    /// <summary>Paths of volumes that the create and the image declare, also those that a mount covers.</summary>
    public IReadOnlyList<string>? Volumes { get; init; }

    /// <summary>The shell of a build's instructions.</summary>
    public IReadOnlyList<string>? Shell { get; init; }

    /// <summary>Instructions for images that are built on one of this container.</summary>
    public IReadOnlyList<string>? OnBuild { get; init; }

    /// <summary>The name of the runtime.</summary>
    public string? Runtime { get; init; }

    /// <summary>Whether an init was asked for or expressly not.</summary>
    public bool? Init { get; init; }

    /// <summary>The isolation, which only Windows has in several kinds.</summary>
    public string? Isolation { get; init; }

    /// <summary>Ports that the create and the image expose, as they were written: <c>80-82/udp</c>.</summary>
    public IReadOnlyList<string>? ExposedPorts { get; init; }

    /// <summary>Ports to publish, as they were written; null and an empty list publish nothing.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<AskedPort>?>? PortBindings { get; init; }

    /// <summary>The driver of volumes that are made for the container.</summary>
    public string? VolumeDriver { get; init; }

    /// <summary>The file in which the client notes the container's id.</summary>
    public string? ContainerIdFile { get; init; }

    /// <summary>Notes for other runtimes.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The command is escaped already, which only Windows asks.</summary>
    public bool ArgsEscaped { get; init; }
}

/// <summary>An address and a port of the host, as they were written.</summary>
public sealed record AskedPort(string HostIp, string HostPort);
