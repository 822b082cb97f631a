using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>A row of the container list.</summary>
internal sealed class ContainerSummaryModel
{
    public required string Id { get; set; }

    public required List<string> Names { get; set; }

    public required string Image { get; set; }

    public required string ImageID { get; set; }

    public required string Command { get; set; }

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; set; }

    public required List<PortModel> Ports { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; set; }

    public required IReadOnlyDictionary<string, string> Labels { get; set; }

    public required string State { get; set; }

    public required string Status { get; set; }

    public required SummaryHostConfig HostConfig { get; set; }

    public required SummaryNetworks NetworkSettings { get; set; }

    public required List<MountPoint> Mounts { get; set; }
}

/// <summary>A port of a container.</summary>
internal sealed class PortModel
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IP { get; set; }

    public int PrivatePort { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PublicPort { get; set; }

    public required string Type { get; set; }
}

/// <summary>The host configuration in the list.</summary>
internal sealed record SummaryHostConfig(string NetworkMode);

/// <summary>The networks in the list.</summary>
internal sealed record SummaryNetworks(Dictionary<string, EndpointModel> Networks);
