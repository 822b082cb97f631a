using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>A row of the image list.</summary>
internal sealed class ImageSummaryModel
{
    public int Containers { get; set; }

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; set; }

    public required string Id { get; set; }
    public required IReadOnlyDictionary<string, string>? Labels { get; set; }
    public string ParentId { get; set; } = "";
    public List<string> RepoDigests { get; set; } = [];
    public required List<string> RepoTags { get; set; }
    public long SharedSize { get; set; } = -1;
    public long Size { get; set; }

    /// <summary>Only until version 1.43.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; set; }
}

/// <summary>Everything about one image.</summary>
internal sealed class ImageInspect
{
    public required string Id { get; set; }
    public required List<string> RepoTags { get; set; }
    public List<string> RepoDigests { get; set; } = [];
    public string Parent { get; set; } = "";
    public string Comment { get; set; } = "";
    public required string Created { get; set; }
    public string DockerVersion { get; set; } = "";
    public string Author { get; set; } = "";
    public required ContainerConfig Config { get; set; }
    public required string Architecture { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; set; }

    public required string Os { get; set; }
    public long Size { get; set; }

    /// <summary>Only until version 1.43.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; set; }

    public required GraphDriver GraphDriver { get; set; }

    [JsonPropertyName("RootFS")]
    public required RootFileSystem RootFileSystem { get; set; }

    public required ImageMetadata Metadata { get; set; }
}

/// <summary>An image's layers, lowest first.</summary>
internal sealed record RootFileSystem(string Type, List<string> Layers);

/// <summary>What the store records about an image.</summary>
internal sealed record ImageMetadata(string LastTagTime);

/// <summary>One step of a removal.</summary>
internal sealed class ImageDeleted
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Untagged { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Deleted { get; set; }
}

/// <summary>The images that a prune removed.</summary>
internal sealed record ImagesPruned(List<ImageDeleted>? ImagesDeleted, long SpaceReclaimed);

/// <summary>A step of an image's history.</summary>
internal sealed class HistoryModel
{
    public required string Id { get; set; }

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; set; }

    public required string CreatedBy { get; set; }
    public List<string>? Tags { get; set; }
    public long Size { get; set; }
    public required string Comment { get; set; }
}
