using System.Text.Json;
using System.Text.Json.Serialization;
using Panel.Engine.Contract;

namespace Panel.Engine.Registry.Oci;

/// <summary>The configuration of containers (config.md, "config"); sets are objects with empty objects as values.</summary>
public sealed record OciConfig
{
    [JsonPropertyName("User")] public string? User { get; init; }
    [JsonPropertyName("ExposedPorts")] public Dictionary<string, JsonElement>? ExposedPorts { get; init; }
    [JsonPropertyName("Env")] public IReadOnlyList<string>? Environment { get; init; }
    [JsonPropertyName("Entrypoint")] public IReadOnlyList<string>? Entrypoint { get; init; }
    [JsonPropertyName("Cmd")] public IReadOnlyList<string>? Command { get; init; }
    [JsonPropertyName("Volumes")] public Dictionary<string, JsonElement>? Volumes { get; init; }
    [JsonPropertyName("WorkingDir")] public string? WorkingDirectory { get; init; }
    [JsonPropertyName("Labels")] public Dictionary<string, string>? Labels { get; init; }
    [JsonPropertyName("StopSignal")] public string? StopSignal { get; init; }

    /// <summary>Docker's own field.</summary>
    [JsonPropertyName("Shell")] public IReadOnlyList<string>? Shell { get; set; }

    /// <summary>Docker's own field.</summary>
    [JsonPropertyName("OnBuild")] public IReadOnlyList<string>? OnBuild { get; set; }

    /// <summary>Docker's own field; OCI's specification reserves the name.</summary>
    [JsonPropertyName("Healthcheck")] public OciHealthCheck? HealthCheck { get; set; }

    public static OciConfig From(ImageConfiguration configuration) => new()
    {
        User = NullIfEmpty(configuration.User),
        ExposedPorts = Set(configuration.ExposedPorts),
        Environment = configuration.Environment.Count == 0 ? null : configuration.Environment,
        Entrypoint = configuration.Entrypoint,
        Command = configuration.Command,
        Volumes = Set(configuration.Volumes),
        WorkingDirectory = NullIfEmpty(configuration.WorkingDirectory),
        Labels = configuration.Labels.Count == 0 ? null : Sorted(configuration.Labels),
        StopSignal = NullIfEmpty(configuration.StopSignal),
        Shell = configuration.Shell,
        OnBuild = configuration.OnBuild.Count == 0 ? null : configuration.OnBuild,
        HealthCheck = configuration.HealthCheck is { } check ? OciHealthCheck.From(check) : null,
    };

    public ImageConfiguration ToConfiguration() => new()
    {
        User = User,
        ExposedPorts = [.. (ExposedPorts ?? []).Keys],
        Environment = Environment ?? [],
        Entrypoint = Entrypoint,
        Command = Command,
        Volumes = [.. (Volumes ?? []).Keys],
        WorkingDirectory = WorkingDirectory,
        Labels = Labels ?? [],
        StopSignal = StopSignal,
        Shell = Shell,
        OnBuild = OnBuild ?? [],
        HealthCheck = HealthCheck?.ToHealthCheck(),
    };

    // Sorted, so that equal configurations give equal bytes, and so the same image id.
    private static Dictionary<string, JsonElement>? Set(IReadOnlyList<string> values)
    {
        if (values.Count == 0) return null;
        var empty = JsonSerializer.SerializeToElement(new Dictionary<string, string>(), OciConfigJson.Default.DictionaryStringString);
        return values.Distinct().Order(StringComparer.Ordinal).ToDictionary(value => value, _ => empty);
    }

    private static Dictionary<string, string> Sorted(IReadOnlyDictionary<string, string> map) =>
        map.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => pair.Value);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class OciConfigJson : JsonSerializerContext;
