using System.Text.Json;
using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>The part of a container that belongs to its image.</summary>
internal class ContainerConfig
{
    public string? Hostname { get; set; }

    public string? Domainname { get; set; }

    public string? User { get; set; }

    public bool? AttachStdin { get; set; }

    public bool? AttachStdout { get; set; }

    public bool? AttachStderr { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, Empty?>? ExposedPorts { get; set; }

    public bool? Tty { get; set; }

    public bool? OpenStdin { get; set; }

    public bool? StdinOnce { get; set; }

    public List<string>? Env { get; set; }

    [JsonConverter(typeof(WordsConverter))]
    public List<string>? Cmd { get; set; }

    public string? Image { get; set; }

    public Dictionary<string, Empty?>? Volumes { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ArgsEscaped { get; set; }

    public string? WorkingDir { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthConfig? Healthcheck { get; set; }

    [JsonConverter(typeof(WordsConverter))]
    public List<string>? Entrypoint { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? NetworkDisabled { get; set; }

    /// <summary>For images built on this one; no effect on a container.</summary>
    public List<string>? OnBuild { get; set; }

    /// <summary>For images built on this one; no effect on a container.</summary>
    [JsonConverter(typeof(WordsConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<string>? Shell { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StopSignal { get; set; }

    /// <summary>Seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? StopTimeout { get; set; }

    /// <summary>Every other field, so that no field with an effect is ignored.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>The body of a create request.</summary>
internal sealed class ContainerCreateRequest : ContainerConfig
{
    public HostConfig? HostConfig { get; set; }

    public NetworkingConfig? NetworkingConfig { get; set; }
}

/// <summary>The networks of a new container.</summary>
internal sealed class NetworkingConfig
{
    public Dictionary<string, EndpointRequest?>? EndpointsConfig { get; set; }
}

/// <summary>The request's settings for one network.</summary>
internal sealed class EndpointRequest
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Fields { get; set; }
}

/// <summary>The answer to a create request.</summary>
internal sealed record ContainerCreateResponse(string Id, IReadOnlyList<string> Warnings);
