using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>A registry account, in <c>X-Registry-Auth</c> and in the body of <c>POST /auth</c>.</summary>
internal sealed class AuthConfig
{
    [JsonPropertyName("username")]
    public string? UserName { get; set; }

    [JsonPropertyName("password")]
    public string? Password { get; set; }

    /// <summary>Base64 of <c>user:password</c>, when the two are not given separately.</summary>
    [JsonPropertyName("auth")]
    public string? Auth { get; set; }

    [JsonPropertyName("serveraddress")]
    public string? ServerAddress { get; set; }

    [JsonPropertyName("identitytoken")]
    public string? IdentityToken { get; set; }

    [JsonPropertyName("registrytoken")]
    public string? RegistryToken { get; set; }
}

/// <summary>The answer to a login.</summary>
internal sealed record AuthResponse(string Status, string IdentityToken);

/// <summary>The image behind a name in its registry.</summary>
internal sealed record DistributionInspect(DistributionDescriptor Descriptor, List<DistributionPlatform> Platforms);

internal sealed record DistributionDescriptor(
    [property: JsonPropertyName("mediaType")] string MediaType, [property: JsonPropertyName("digest")] string Digest, [property: JsonPropertyName("size")] long Size);

internal sealed record DistributionPlatform(
    [property: JsonPropertyName("architecture")] string Architecture, [property: JsonPropertyName("os")] string Os,
    [property: JsonPropertyName("variant"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Variant);

/// <summary>A row of a search.</summary>
internal sealed record SearchResult(
    [property: JsonPropertyName("star_count")] int StarCount, [property: JsonPropertyName("is_official")] bool IsOfficial,
    [property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("is_automated")] bool IsAutomated, [property: JsonPropertyName("description")] string Description);

/// <summary>A line of progress; null values are omitted.</summary>
internal sealed class Progress
{
    [JsonPropertyName("status"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; set; }

    [JsonPropertyName("stream"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Stream { get; set; }

    [JsonPropertyName("progressDetail"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProgressDetail? Detail { get; set; }

    [JsonPropertyName("id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; set; }

    [JsonPropertyName("errorDetail"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorMessageDetail? ErrorDetail { get; set; }

    [JsonPropertyName("error"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; set; }

    [JsonPropertyName("aux"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PushResult? Aux { get; set; }

    public static Progress Of(string status, string? id = null, ProgressDetail? detail = null) => new() { Status = status, Id = id, Detail = detail };

    public static Progress Fault(string message) => new() { ErrorDetail = new(message), Error = message };
}

internal sealed record ErrorMessageDetail([property: JsonPropertyName("message")] string Message);

/// <summary>Byte counts; both are omitted where nothing is counted.</summary>
internal sealed record ProgressDetail(
    [property: JsonPropertyName("current"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Current,
    [property: JsonPropertyName("total"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Total);

/// <summary>The result of a push.</summary>
internal sealed record PushResult(string Tag, string Digest, long Size);
