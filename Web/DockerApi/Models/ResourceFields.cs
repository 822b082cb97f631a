using System.Text.Json;
using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>What a create limits and an update may change.</summary>
internal abstract class ResourceFields
{
    public long? CpuShares { get; set; }

    public long? Memory { get; set; }

    public long? NanoCpus { get; set; }

    public long? CpuPeriod { get; set; }

    public long? CpuQuota { get; set; }

    public string? CpusetCpus { get; set; }

    public long? MemoryReservation { get; set; }

    public long? MemorySwap { get; set; }

    public int? MemorySwappiness { get; set; }

    public bool? OomKillDisable { get; set; }

    public long? PidsLimit { get; set; }

    public string? CpusetMems { get; set; }

    public int? BlkioWeight { get; set; }

    public List<WeightDeviceModel?>? BlkioWeightDevice { get; set; }

    public List<ThrottleModel>? BlkioDeviceReadBps { get; set; }

    public List<ThrottleModel>? BlkioDeviceWriteBps { get; set; }

    public List<ThrottleModel>? BlkioDeviceReadIOps { get; set; }

    public List<ThrottleModel>? BlkioDeviceWriteIOps { get; set; }

    public List<DeviceModel>? Devices { get; set; }

    public List<string>? DeviceCgroupRules { get; set; }

    public List<UlimitModel>? Ulimits { get; set; }

    public List<DeviceRequestModel?>? DeviceRequests { get; set; }

    public long? CpuCount { get; set; }

    public long? CpuPercent { get; set; }

    public long? CpuRealtimePeriod { get; set; }

    public long? CpuRealtimeRuntime { get; set; }

    public long? KernelMemory { get; set; }

    public long? KernelMemoryTCP { get; set; }

    public ulong? IOMaximumIOps { get; set; }

    public ulong? IOMaximumBandwidth { get; set; }

    /// <summary>Every other field, so that no field with an effect is ignored.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>The body of an update: of a create's other fields, none is read.</summary>
internal sealed class UpdateRequest : ResourceFields
{
    public RestartPolicyModel? RestartPolicy { get; set; }
}
