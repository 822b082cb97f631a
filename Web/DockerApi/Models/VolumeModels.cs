using System.Text.Json;
using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>A volume.</summary>
internal sealed class VolumeModel
{
    public required string CreatedAt { get; set; }
    public string Driver { get; set; } = "local";
    public Dictionary<string, string>? Labels { get; set; }
    public required string Mountpoint { get; set; }
    public required string Name { get; set; }
    public Dictionary<string, string>? Options { get; set; }
    public string Scope { get; set; } = "local";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VolumeUsage? UsageData { get; set; }
}

/// <summary>A volume's usage.</summary>
/// <param name="RefCount">The number of containers that use it.</param>
/// <param name="Size">Bytes; -1 if unknown.</param>
internal sealed record VolumeUsage(int RefCount, long Size);

/// <summary>The list of volumes.</summary>
internal sealed record VolumeList(List<VolumeModel> Volumes, List<string>? Warnings);

/// <summary>The volumes that a prune removed.</summary>
internal sealed record VolumesPruned(List<string> VolumesDeleted, long SpaceReclaimed);

/// <summary>The body of a create request.</summary>
internal sealed class VolumeCreateRequest
{
    public string? Name { get; set; }
    public string? Driver { get; set; }
    public Dictionary<string, string>? DriverOpts { get; set; }
    public Dictionary<string, string>? Labels { get; set; }
    public JsonElement? ClusterVolumeSpec { get; set; }
}
