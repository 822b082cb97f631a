using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>A sample of a container's resource use.</summary>
internal sealed class StatsModel
{
    [JsonPropertyName("name")] public required string Name { get; set; }
    [JsonPropertyName("id")] public required string Id { get; set; }
    [JsonPropertyName("read")] public required string Read { get; set; }
    [JsonPropertyName("preread")] public required string PreviousRead { get; set; }
    [JsonPropertyName("pids_stats")] public required PidsStats Pids { get; set; }
    [JsonPropertyName("blkio_stats")] public required BlockStats Block { get; set; }
    [JsonPropertyName("num_procs")] public int Processes { get; set; }
    [JsonPropertyName("storage_stats")] public Empty Storage { get; set; } = new();
    [JsonPropertyName("cpu_stats")] public required CpuStats Cpu { get; set; }
    [JsonPropertyName("precpu_stats")] public required CpuStats PreviousCpu { get; set; }
    [JsonPropertyName("memory_stats")] public required MemoryStats Memory { get; set; }

    [JsonPropertyName("networks")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, NetworkStats>? Networks { get; set; }
}

/// <summary>Processes.</summary>
internal sealed class PidsStats
{
    [JsonPropertyName("current")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Current { get; set; }

    [JsonPropertyName("limit")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Limit { get; set; }
}

/// <summary>Block devices.</summary>
internal sealed class BlockStats
{
    [JsonPropertyName("io_service_bytes_recursive")] public List<BlockEntry>? ServiceBytes { get; set; }
    [JsonPropertyName("io_serviced_recursive")] public List<BlockEntry>? Serviced { get; set; }
    [JsonPropertyName("io_queue_recursive")] public List<BlockEntry>? Queue { get; set; }
    [JsonPropertyName("io_service_time_recursive")] public List<BlockEntry>? ServiceTime { get; set; }
    [JsonPropertyName("io_wait_time_recursive")] public List<BlockEntry>? WaitTime { get; set; }
    [JsonPropertyName("io_merged_recursive")] public List<BlockEntry>? Merged { get; set; }
    [JsonPropertyName("io_time_recursive")] public List<BlockEntry>? Time { get; set; }
    [JsonPropertyName("sectors_recursive")] public List<BlockEntry>? Sectors { get; set; }
}

/// <summary>A counter of a block device.</summary>
internal sealed record BlockEntry(
    [property: JsonPropertyName("major")] int Major, [property: JsonPropertyName("minor")] int Minor,
    [property: JsonPropertyName("op")] string Operation, [property: JsonPropertyName("value")] long Value);

/// <summary>CPU time in nanoseconds.</summary>
internal sealed class CpuStats
{
    [JsonPropertyName("cpu_usage")] public required CpuUsage Usage { get; set; }

    [JsonPropertyName("system_cpu_usage")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long System { get; set; }

    [JsonPropertyName("online_cpus")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Online { get; set; }

    [JsonPropertyName("throttling_data")] public required Throttling Throttling { get; set; }
}

/// <summary>CPU time in nanoseconds.</summary>
internal sealed record CpuUsage(
    [property: JsonPropertyName("total_usage")] long Total,
    [property: JsonPropertyName("percpu_usage"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<long>? ByCpu,
    [property: JsonPropertyName("usage_in_kernelmode")] long Kernel,
    [property: JsonPropertyName("usage_in_usermode")] long User);

/// <summary>How long the CPU limit throttled the container.</summary>
internal sealed record Throttling(
    [property: JsonPropertyName("periods")] long Periods, [property: JsonPropertyName("throttled_periods")] long ThrottledPeriods,
    [property: JsonPropertyName("throttled_time")] long Time);

/// <summary>Memory in bytes.</summary>
internal sealed class MemoryStats
{
    [JsonPropertyName("usage")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Usage { get; set; }

    [JsonPropertyName("max_usage")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Peak { get; set; }

    [JsonPropertyName("stats")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? Stats { get; set; }

    [JsonPropertyName("failcnt")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long LimitHits { get; set; }

    [JsonPropertyName("limit")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Limit { get; set; }
}

/// <summary>Traffic of one interface.</summary>
internal sealed class NetworkStats
{
    [JsonPropertyName("rx_bytes")] public long ReceivedBytes { get; set; }
    [JsonPropertyName("rx_packets")] public long ReceivedPackets { get; set; }
    [JsonPropertyName("rx_errors")] public long ReceivedErrors { get; set; }
    [JsonPropertyName("rx_dropped")] public long ReceivedDropped { get; set; }
    [JsonPropertyName("tx_bytes")] public long SentBytes { get; set; }
    [JsonPropertyName("tx_packets")] public long SentPackets { get; set; }
    [JsonPropertyName("tx_errors")] public long SentErrors { get; set; }
    [JsonPropertyName("tx_dropped")] public long SentDropped { get; set; }
}
