using System.Text.Json.Serialization;
using Panel.Engine.Contract;
using Panel.Engine.Native.Words;

namespace Panel.Engine.Native.State;

/// <summary>config.json: a container's configuration, fixed at its creation except for the name, the limits and the restart policy.</summary>
public sealed record ContainerConfig
{
    /// <summary>The format that this engine writes. From a file in a later format it reads what it knows, and it keeps the rest.</summary>
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    /// <summary>JSON paths of members with values that this engine does not understand, because a newer one wrote them. It does not start
    /// the container without them.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Unread { get; init; } = [];

    public required string Id { get; init; }
    public required string Name { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The caller's specification.</summary>
    public required ContainerSpec Spec { get; init; }

    public required string ImageId { get; init; }

    /// <summary>The image's settings and the caller's, merged.</summary>
    public required ProcessDetails Process { get; init; }

    public required Dictionary<string, string> Labels { get; init; }

    /// <summary>The exposed ports of the image and the caller that are not published explicitly.</summary>
    public required List<PortBinding> ExposedPorts { get; init; }

    /// <summary>Levels between the engine's cgroup and the container's, such as <c>a/b</c>; empty for none.</summary>
    [JsonIgnore]
    public string CgroupParent => CgroupParentName.Clean(Spec.CgroupParent);

    /// <summary>Every port that a start publishes.</summary>
    [JsonIgnore]
    public IReadOnlyList<PortBinding> PublishedPorts => Spec.PublishAllPorts ? [.. Spec.Ports, .. ExposedPorts] : Spec.Ports;

    /// <summary>All mounts; volumes have their names.</summary>
    public required List<MountSpec> Mounts { get; init; }

    /// <summary>The health check, merged from the caller's and the image's; null without one.</summary>
    public HealthCheck? HealthCheck { get; init; }

    public required LogRotation LogRotation { get; init; }

    /// <summary>The container whose user namespace it shares, because it shares another of its namespaces.</summary>
    public string? SharesUserNamespaceOf { get; init; }

    /// <summary>First of the 65,536 host ids of its user namespace; null without one.</summary>
    public long? UserNamespaceBase { get; init; }
}
