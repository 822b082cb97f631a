using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Containers;

/// <summary>Limits as a person writes them; an empty field is no limit.</summary>
public sealed class LimitsForm
{
    /// <summary>Such as <c>512m</c>.</summary>
    public string Memory { get; set; } = "";

    /// <summary>Such as <c>256m</c>.</summary>
    public string MemoryReservation { get; set; } = "";

    /// <summary>Such as <c>1.5</c>.</summary>
    public string Cpus { get; set; } = "";

    /// <summary>Such as <c>1024</c>.</summary>
    public string CpuShares { get; set; } = "";

    /// <summary>Such as <c>0-2,4</c>.</summary>
    public string CpusetCpus { get; set; } = "";

    /// <summary>Such as <c>2048</c>.</summary>
    public string Pids { get; set; } = "";

    /// <summary>The limits that hold now.</summary>
    public static LimitsForm Of(ResourceLimits limits) => new()
    {
        Memory = Size(limits.MemoryBytes),
        MemoryReservation = Size(limits.MemoryReservationBytes),
        Cpus = limits.Cpus?.ToString(CultureInfo.InvariantCulture) ?? "",
        CpuShares = limits.CpuShares?.ToString(CultureInfo.InvariantCulture) ?? "",
        CpusetCpus = limits.CpusetCpus ?? "",
        Pids = limits.Pids is -1 or null ? "" : limits.Pids.Value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The limits that are asked for, with what the form does not show as it was; null when there are errors.</summary>
    public ResourceLimits? Read(ResourceLimits current, FormErrors errors)
    {
        errors.Clear();
        var memory = Bytes(Memory, "Resources.MemoryBytes", errors);
        var limits = current with
        {
            MemoryBytes = memory,
            // A limit of both that was chosen for another memory limit would contradict this one.
            MemorySwapBytes = memory == current.MemoryBytes ? current.MemorySwapBytes : null,
            MemoryReservationBytes = Bytes(MemoryReservation, "Resources.MemoryReservationBytes", errors),
            Cpus = Number<double>(Cpus, "Resources.Cpus", "Write a number of CPUs such as 0.5 or 2.", errors),
            CpuShares = Number<long>(CpuShares, "Resources.CpuShares", "Write a whole number from 2 to 262144.", errors),
            CpusetCpus = string.IsNullOrWhiteSpace(CpusetCpus) ? null : CpusetCpus.Trim(),
            Pids = Number<long>(Pids, "Resources.Pids", "Write a whole number of 1 or more.", errors) ?? (current.Pids == -1 ? -1 : null),
        };
        return errors.Any ? null : limits;
    }

    // In the largest unit that is exact.
    private static string Size(long? bytes)
    {
        if (bytes is not { } value) return "";
        foreach (var (unit, shift) in new[] { ("g", 30), ("m", 20), ("k", 10) })
        {
            if (value % (1L << shift) == 0) return (value >> shift).ToString(CultureInfo.InvariantCulture) + unit;
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }

    private static long? Bytes(string text, string field, FormErrors errors)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (!ByteSize.TryParse(text.Trim(), out var bytes)) errors.Add(field, "Write a size such as 512m or 1.5g.");
        return bytes;
    }

    private static T? Number<T>(string text, string field, string sentence, FormErrors errors) where T : struct, IParsable<T>
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (T.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var number)) return number;
        errors.Add(field, sentence);
        return null;
    }
}
