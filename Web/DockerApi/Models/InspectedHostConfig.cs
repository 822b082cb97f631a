using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>A container's host configuration for inspect: every field of Docker's, with Docker's default where a field has no effect
/// here.</summary>
internal sealed class InspectedHostConfig
{
    public List<string>? Binds { get; set; }
    public string ContainerIDFile { get; set; } = "";
    public required LogConfig LogConfig { get; set; }
    public required string NetworkMode { get; set; }
    public required Dictionary<string, List<HostPort>?> PortBindings { get; set; }
    public required RestartPolicyModel RestartPolicy { get; set; }
    public bool AutoRemove { get; set; }
    public string VolumeDriver { get; set; } = "";
    public List<string>? VolumesFrom { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<MountModel>? Mounts { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Annotations { get; set; }
    public List<int> ConsoleSize { get; set; } = [0, 0];
    public List<string>? CapAdd { get; set; }
    public List<string>? CapDrop { get; set; }
    public string CgroupnsMode { get; set; } = "private";
    public required List<string> Dns { get; set; }
    public List<string> DnsOptions { get; set; } = [];
    public List<string> DnsSearch { get; set; } = [];
    public List<string>? ExtraHosts { get; set; }
    public List<string>? GroupAdd { get; set; }
    public string IpcMode { get; set; } = "private";
    public string Cgroup { get; set; } = "";
    public List<string>? Links { get; set; }
    public int OomScoreAdj { get; set; }
    public string PidMode { get; set; } = "";
    public bool Privileged { get; set; }
    public bool PublishAllPorts { get; set; }
    public bool ReadonlyRootfs { get; set; }
    public List<string>? SecurityOpt { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? Tmpfs { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? StorageOpt { get; set; }
    public string UTSMode { get; set; } = "";
    public string UsernsMode { get; set; } = "";
    public long ShmSize { get; set; } = 64 * 1024 * 1024;
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Sysctls { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Init { get; set; }
    public string Runtime { get; set; } = "panel";
    public string Isolation { get; set; } = "";
    public long CpuShares { get; set; }
    public long Memory { get; set; }
    public long NanoCpus { get; set; }
    public string CgroupParent { get; set; } = "";
    public int BlkioWeight { get; set; }
    public List<string> BlkioWeightDevice { get; set; } = [];
    public List<ThrottleModel> BlkioDeviceReadBps { get; set; } = [];
    public List<ThrottleModel> BlkioDeviceWriteBps { get; set; } = [];
    public List<ThrottleModel> BlkioDeviceReadIOps { get; set; } = [];
    public List<ThrottleModel> BlkioDeviceWriteIOps { get; set; } = [];
    public long CpuPeriod { get; set; }
    public long CpuQuota { get; set; }
    public long CpuRealtimePeriod { get; set; }
    public long CpuRealtimeRuntime { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long KernelMemoryTCP { get; set; }
    public string CpusetCpus { get; set; } = "";
    public string CpusetMems { get; set; } = "";
    public List<DeviceModel> Devices { get; set; } = [];
    public List<string>? DeviceCgroupRules { get; set; }
    public List<string>? DeviceRequests { get; set; }
    public long MemoryReservation { get; set; }
    public long MemorySwap { get; set; }
    public long? MemorySwappiness { get; set; }
    public bool? OomKillDisable { get; set; } = false;
    public long? PidsLimit { get; set; }
    public List<UlimitModel>? Ulimits { get; set; }
    public long CpuCount { get; set; }
    public long CpuPercent { get; set; }
    public long IOMaximumIOps { get; set; }
    public long IOMaximumBandwidth { get; set; }
    public required List<string> MaskedPaths { get; set; }
    public required List<string> ReadonlyPaths { get; set; }
}
