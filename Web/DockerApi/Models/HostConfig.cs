using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>The part of a container that belongs to its host.</summary>
internal sealed class HostConfig : ResourceFields
{
    public List<string>? Binds { get; set; }

    public LogConfig? LogConfig { get; set; }

    public string? NetworkMode { get; set; }

    public Dictionary<string, List<HostPort>?>? PortBindings { get; set; }

    public RestartPolicyModel? RestartPolicy { get; set; }

    public bool? AutoRemove { get; set; }

    public List<MountModel>? Mounts { get; set; }

    public List<string>? Dns { get; set; }

    public List<string>? DnsSearch { get; set; }

    public List<string>? DnsOptions { get; set; }

    public List<string>? VolumesFrom { get; set; }

    public List<string>? ExtraHosts { get; set; }

    public bool? PublishAllPorts { get; set; }

    public bool? ReadonlyRootfs { get; set; }

    public Dictionary<string, string?>? Tmpfs { get; set; }

    public string? UsernsMode { get; set; }

    public string? CgroupParent { get; set; }

    public Dictionary<string, string?>? StorageOpt { get; set; }

    public bool? Privileged { get; set; }

    [JsonConverter(typeof(WordsConverter))]
    public List<string>? CapAdd { get; set; }

    [JsonConverter(typeof(WordsConverter))]
    public List<string>? CapDrop { get; set; }

    public List<string>? SecurityOpt { get; set; }

    public List<string>? MaskedPaths { get; set; }

    public List<string>? ReadonlyPaths { get; set; }

    public Dictionary<string, string>? Sysctls { get; set; }

    public int? OomScoreAdj { get; set; }

    public List<string>? GroupAdd { get; set; }

    public string? PidMode { get; set; }

    public string? IpcMode { get; set; }

    public string? UTSMode { get; set; }

    public string? CgroupnsMode { get; set; }

    /// <summary>Bytes of /dev/shm.</summary>
    public long? ShmSize { get; set; }

    public bool? Init { get; set; }

    /// <summary>Rows and columns, for Windows.</summary>
    public List<int?>? ConsoleSize { get; set; }

    public string? Cgroup { get; set; }

    public string? Isolation { get; set; }

    public string? Runtime { get; set; }

    public string? VolumeDriver { get; set; }

    public string? ContainerIDFile { get; set; }

    public Dictionary<string, string>? Annotations { get; set; }
}

/// <summary>How the log is kept.</summary>
internal sealed class LogConfig
{
    public string? Type { get; set; }

    public Dictionary<string, string>? Config { get; set; }
}

/// <summary>A port of the host; Docker's JSON has the number as text.</summary>
internal sealed class HostPort
{
    public string? HostIp { get; set; }

    [JsonPropertyName("HostPort")]
    public string? Port { get; set; }
}

/// <summary>When an exited container starts again.</summary>
internal sealed class RestartPolicyModel
{
    public string? Name { get; set; }

    public int? MaximumRetryCount { get; set; }
}

/// <summary>A device of the host.</summary>
internal sealed class DeviceModel
{
    public string? PathOnHost { get; set; }

    public string? PathInContainer { get; set; }

    public string? CgroupPermissions { get; set; }
}

/// <summary>A resource limit; -1 means unlimited.</summary>
internal sealed class UlimitModel
{
    public string? Name { get; set; }

    public long? Hard { get; set; }

    public long? Soft { get; set; }
}

/// <summary>The largest rate of a disk, per second.</summary>
internal sealed class ThrottleModel
{
    public string? Path { get; set; }

    public long? Rate { get; set; }
}
