using System.Text.Json.Serialization;

namespace Panel.Engine.Native.Images.Archives;

/// <summary>An image of Docker's archive: an entry of <c>manifest.json</c>, with names of members.</summary>
internal sealed record ArchivedImage
{
    [JsonPropertyName("Config")] public string? Config { get; set; }
    [JsonPropertyName("RepoTags")] public List<string>? RepositoryTags { get; set; }
    [JsonPropertyName("Layers")] public List<string>? Layers { get; set; }
}

/// <summary><c>oci-layout</c> (OCI image specification, image-layout.md).</summary>
internal sealed record LayoutMark
{
    [JsonPropertyName("imageLayoutVersion")] public string Version { get; set; } = "1.0.0";
}

[JsonSerializable(typeof(List<ArchivedImage>))]
[JsonSerializable(typeof(LayoutMark))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
