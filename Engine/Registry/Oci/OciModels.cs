using System.Text.Json.Serialization;
using Panel.Engine.Contract;

namespace Panel.Engine.Registry.Oci;

/// <summary>Points at content (OCI image specification, descriptor.md).</summary>
public sealed record OciDescriptor
{
    public required string MediaType { get; init; }
    public required string Digest { get; init; }
    public required long Size { get; init; }
    public Dictionary<string, string>? Annotations { get; init; }
    public OciPlatform? Platform { get; init; }
}

/// <summary>The platform of a manifest in an index (image-index.md, "platform").</summary>
public sealed record OciPlatform
{
    public string Architecture { get; set; } = "";
    public string Os { get; set; } = "";
    public string? Variant { get; init; }
}

/// <summary>An image's configuration and layers (manifest.md).</summary>
public sealed record OciManifest
{
    public int SchemaVersion { get; init; } = 2;
    public string MediaType { get; init; } = OciMediaTypes.Manifest;
    public required OciDescriptor Config { get; init; }
    public required List<OciDescriptor> Layers { get; init; }
}

/// <summary>Manifests with their names (image-index.md).</summary>
public sealed record OciIndex
{
    public int SchemaVersion { get; init; } = 2;
    public string MediaType { get; init; } = OciMediaTypes.Index;
    public required List<OciDescriptor> Manifests { get; init; }
}

/// <summary>An image's configuration (config.md); its digest is the image id.</summary>
public sealed record OciImage
{
    /// <summary>Represents a configuration that cannot be read.</summary>
    public static OciImage Unknown { get; } = new() { Architecture = "unknown", Os = "unknown", RootFilesystem = new() { DiffIds = [] } };

    public DateTimeOffset? Created { get; init; }
    public string? Author { get; init; }

    /// <summary>This machine's if it is not set, as in Docker.</summary>
    public string Architecture { get => field; init => field = string.IsNullOrEmpty(value) ? ImagePlatform.Host.Architecture : value; } = ImagePlatform.Host.Architecture;

    /// <summary>Linux if it is not set.</summary>
    public string Os { get => field; init => field = string.IsNullOrEmpty(value) ? ImagePlatform.Host.OperatingSystem : value; } = ImagePlatform.Host.OperatingSystem;
    public string? Variant { get; init; }
    public OciConfig? Config { get; init; }
    [JsonPropertyName("rootfs")] public required OciRootFilesystem RootFilesystem { get; init; }
    public List<OciHistory>? History { get; init; }
}

/// <summary>Diff ids, lowest layer first.</summary>
public sealed record OciRootFilesystem
{
    public string Type { get; init; } = "layers";

    /// <summary>Docker omits the list for an image without layers.</summary>
    [JsonPropertyName("diff_ids")] public List<string> DiffIds { get => field; init => field = value ?? []; } = [];
}

public sealed record OciHistory
{
    public DateTimeOffset? Created { get; init; }
    [JsonPropertyName("created_by")] public string? CreatedBy { get; init; }
    public string? Comment { get; init; }
    [JsonPropertyName("empty_layer")] public bool? EmptyLayer { get; init; }
}

public static class OciMediaTypes
{
    public const string Index = "application/vnd.oci.image.index.v1+json";
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string Config = "application/vnd.oci.image.config.v1+json";
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";
    public const string LayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string LayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";
    public const string DockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /// <summary>All types that a registry may send.</summary>
    public static IReadOnlyList<string> Manifests { get; } = [Index, Manifest, DockerList, DockerManifest];

    public static bool IsIndex(string type) => type is Index or DockerList;

    public static bool IsManifest(string? type) => type is Manifest or DockerManifest;

    public static bool IsConfig(string type) => type is Config or DockerConfig;

    public static bool IsLayer(string type) => type is Layer or LayerGzip or LayerZstd or DockerLayer or DockerLayerGzip;

    public const string NameAnnotation = "org.opencontainers.image.ref.name";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OciIndex))]
[JsonSerializable(typeof(OciManifest))]
[JsonSerializable(typeof(OciImage))]
public sealed partial class OciJson : JsonSerializerContext;
