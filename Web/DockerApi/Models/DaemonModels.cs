using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>Versions of the server.</summary>
internal sealed class VersionModel
{
    public required PlatformName Platform { get; set; }
    public required List<ComponentVersion> Components { get; set; }
    public required string Version { get; set; }
    public required string ApiVersion { get; set; }
    public required string MinAPIVersion { get; set; }
    public string GitCommit { get; set; } = "";
    public string GoVersion { get; set; } = "";
    public string Os { get; set; } = "linux";
    public required string Arch { get; set; }
    public required string KernelVersion { get; set; }
    public string BuildTime { get; set; } = "";
}

/// <summary>Name of the product.</summary>
internal sealed record PlatformName(string Name);

/// <summary>Version of a part.</summary>
internal sealed record ComponentVersion(string Name, string Version, Dictionary<string, string> Details);

/// <summary>An event.</summary>
internal sealed class EventModel
{
    [JsonPropertyName("status")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; set; }

    [JsonPropertyName("id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LegacyId { get; set; }

    [JsonPropertyName("from")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; set; }

    public required string Type { get; set; }
    public required string Action { get; set; }
    public required EventActor Actor { get; set; }

    [JsonPropertyName("scope")]
    public string Scope { get; set; } = "local";

    [JsonPropertyName("time")]
    public long Time { get; set; }

    [JsonPropertyName("timeNano")]
    public long TimeNano { get; set; }
}

/// <summary>The subject of an event.</summary>
internal sealed record EventActor(string ID, IReadOnlyDictionary<string, string> Attributes);

/// <summary>The disk usage.</summary>
internal sealed class DiskUsage
{
    public long LayersSize { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<ImageSummaryModel>? Images { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<ContainerSummaryModel>? Containers { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<VolumeModel>? Volumes { get; set; }

    public List<Empty> BuildCache { get; set; } = [];
}
