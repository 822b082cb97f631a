using System.Text.Json;
using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>The part of a container that goes with its host.</summary>
internal sealed class HostConfig
{
    public List<string>? Binds { get; set; }

    public LogConfig? LogConfig { get; set; }

    public string? NetworkMode { get; set; }

    public Dictionary<string, List<HostPort>?>? PortBindings { get; set; }

    public RestartPolicyModel? RestartPolicy { get; set; }

    public bool? AutoRemove { get; set; }

    public List<MountModel>? Mounts { get; set; }

    public List<string>? Dns { get; set; }

    public List<string>? ExtraHosts { get; set; }

    public bool? PublishAllPorts { get; set; }

    public bool? ReadonlyRootfs { get; set; }

    public Dictionary<string, string?>? Tmpfs { get; set; }

    public string? UsernsMode { get; set; }

    public long? CpuShares { get; set; }

    public long? Memory { get; set; }

    public long? NanoCpus { get; set; }

    public long? CpuPeriod { get; set; }

    public long? CpuQuota { get; set; }

    public string? CpusetCpus { get; set; }

    public long? MemoryReservation { get; set; }

    public long? MemorySwap { get; set; }

    public long? PidsLimit { get; set; }

    /// <summary>Every other field, so that none with an effect is passed over.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>How the log is kept.</summary>
internal sealed class LogConfig
{
    public string? Type { get; set; }

    public Dictionary<string, string>? Config { get; set; }
}

/// <summary>A port of the host; the number is text in Docker's JSON.</summary>
internal sealed class HostPort
{
    public string? HostIp { get; set; }

    [JsonPropertyName("HostPort")]
    public string? Port { get; set; }
}

/// <summary>When an exited container is started again.</summary>
internal sealed class RestartPolicyModel
{
    public string? Name { get; set; }

    public int? MaximumRetryCount { get; set; }
}
