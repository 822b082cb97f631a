using System.Text.Json.Serialization;
using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;

namespace Panel.Engine.Native.State;

/// <summary>config.json: what a container is, fixed at its creation except for the name, the limits and the restart policy.</summary>
public sealed record ContainerConfig
{
    /// <summary>The format this engine writes. Of a file of a later one it reads what it knows and keeps the rest.</summary>
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    /// <summary>JSON paths of members whose values this engine does not understand: a newer one wrote them. It does not start the container without them.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Unread { get; init; } = [];

    public required string Id { get; init; }
    public required string Name { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>As the caller gave it.</summary>
    public required ContainerSpec Spec { get; init; }

    public required string ImageId { get; init; }

    /// <summary>The image's settings and the caller's, merged.</summary>
    public required ProcessDetails Process { get; init; }

    public required Dictionary<string, string> Labels { get; init; }

    /// <summary>The image's exposed ports and the caller's that are not published by themselves.</summary>
    public required List<PortBinding> ExposedPorts { get; init; }

    /// <summary>Levels between the engine's cgroup and the container's, as <c>a/b</c>; empty for none.</summary>
    [JsonIgnore]
    public string CgroupParent => CgroupParentName.Clean(Spec.CgroupParent);

    /// <summary>Every port that a start publishes.</summary>
    [JsonIgnore]
    public IReadOnlyList<PortBinding> PublishedPorts => Spec.PublishAllPorts ? [.. Spec.Ports, .. ExposedPorts] : Spec.Ports;

    /// <summary>Every mount; volumes have their names.</summary>
    public required List<MountSpec> Mounts { get; init; }

    /// <summary>The caller's and the image's, merged; null without one.</summary>
    public HealthCheck? HealthCheck { get; init; }

    public required LogRotation LogRotation { get; init; }

    /// <summary>The container whose user namespace it shares, because it joins another namespace of it.</summary>
    public string? SharesUserNamespaceOf { get; init; }

    /// <summary>First of the 65,536 host ids of its user namespace; null without one.</summary>
    public long? UserNamespaceBase { get; init; }
}
