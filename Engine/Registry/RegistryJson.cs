using System.Text.Json.Serialization;

namespace Panel.Engine.Registry;

/// <summary>The answer of a token server; servers use either name.</summary>
internal sealed record TokenAnswer
{
    [JsonPropertyName("token")] public string? Token { get; set; }
    [JsonPropertyName("access_token")] public string? AccessToken { get; set; }
}

/// <summary>Errors of a registry (OCI distribution specification, "Error Codes").</summary>
internal sealed record ErrorAnswer
{
    [JsonPropertyName("errors")] public List<ErrorItem>? Errors { get; set; }
}

internal sealed record ErrorItem
{
    [JsonPropertyName("code")] public string? Code { get; set; }
    [JsonPropertyName("message")] public string? Message { get; set; }
}

internal sealed record TagsAnswer
{
    [JsonPropertyName("tags")] public List<string>? Tags { get; set; }
}

internal sealed record CatalogAnswer
{
    [JsonPropertyName("repositories")] public List<string>? Repositories { get; set; }
}

/// <summary>Answer of <c>/v1/search</c>.</summary>
internal sealed record SearchAnswer
{
    [JsonPropertyName("results")] public List<SearchItem>? Results { get; set; }
}

internal sealed record SearchItem
{
    [JsonPropertyName("name")] public string? Name { get; set; }
    [JsonPropertyName("description")] public string? Description { get; set; }
    [JsonPropertyName("star_count")] public int Stars { get; set; }
    [JsonPropertyName("is_official")] public bool Official { get; set; }
}

[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(TagsAnswer))]
[JsonSerializable(typeof(CatalogAnswer))]
[JsonSerializable(typeof(SearchAnswer))]
internal sealed partial class RegistryJson : JsonSerializerContext;
