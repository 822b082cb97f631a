using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Containers;

/// <summary>Limits as text, for a new or an existing container; an empty field means no limit.</summary>
public sealed class LimitsForm
{
    // While the number of CPUs stays the same, the quota that it came from is kept.
    private ResourceLimits? _quota;

    /// <summary>Such as <c>512m</c>.</summary>
    public string Memory { get; set; } = "";

    /// <summary>Memory and swap together, such as <c>1g</c>, or <c>unlimited</c>.</summary>
    public string MemorySwap { get; set; } = "";

    /// <summary>Such as <c>256m</c>.</summary>
    public string MemoryReservation { get; set; } = "";

    /// <summary>Such as <c>1.5</c>.</summary>
    public string Cpus { get; set; } = "";

    /// <summary>Such as <c>1024</c>.</summary>
    public string CpuShares { get; set; } = "";

    /// <summary>Such as <c>0-2,4</c>.</summary>
    public string CpusetCpus { get; set; } = "";

    /// <summary>Such as <c>0</c>.</summary>
    public string CpusetMems { get; set; } = "";

    /// <summary>Such as <c>2048</c>; ignored with <see cref="UnlimitedPids"/>.</summary>
    public string Pids { get; set; } = "";

    /// <summary>Whether the number of processes is unlimited.</summary>
    public bool UnlimitedPids { get; set; }

    /// <summary>Such as <c>500</c>.</summary>
    public string BlkioWeight { get; set; } = "";

    /// <summary>The largest read and write rates of each disk, per second.</summary>
    public List<RateRow> Rates { get; } = [];

    /// <summary>Creates a form with the present limits.</summary>
    public static LimitsForm Of(ResourceLimits limits)
    {
        var form = new LimitsForm
        {
            Memory = LimitText.Size(limits.MemoryBytes),
            MemorySwap = limits.MemorySwapBytes == -1 ? LimitText.Unlimited : LimitText.Size(limits.MemorySwapBytes),
            MemoryReservation = LimitText.Size(limits.MemoryReservationBytes),
            Cpus = CpusOf(limits),
            CpuShares = LimitText.Number(limits.CpuShares),
            CpusetCpus = limits.CpusetCpus ?? "",
            CpusetMems = limits.CpusetMems ?? "",
            Pids = limits.Pids == -1 ? "" : LimitText.Number(limits.Pids),
            UnlimitedPids = limits.Pids == -1,
            BlkioWeight = LimitText.Number(limits.BlkioWeight),
            _quota = (limits.CpuQuota ?? limits.CpuPeriod) is null ? null : limits,
        };
        form.Rates.AddRange(limits.DeviceRates.Select(RateRow.Of));
        return form;
    }

    /// <summary>Removes empty rows, so that row numbers match those of the limits.</summary>
    public void DropBlankRows() => Rates.RemoveAll(row => row is { Device: "", ReadBytes: "", WriteBytes: "", ReadOperations: "", WriteOperations: "" });

    /// <summary>The requested limits; a value that cannot be parsed becomes an error at its field.</summary>
    public ResourceLimits Read(FormErrors errors)
    {
        var reader = new LimitText(errors);
        var quota = _quota is not null && Cpus.Trim() == CpusOf(_quota) ? _quota : null;
        return new ResourceLimits
        {
            MemoryBytes = reader.Bytes(Memory, "Resources.MemoryBytes"),
            MemorySwapBytes = MemorySwap.Trim() is LimitText.Unlimited or "-1" ? -1 : reader.Bytes(MemorySwap, "Resources.MemorySwapBytes"),
            MemoryReservationBytes = reader.Bytes(MemoryReservation, "Resources.MemoryReservationBytes"),
            CpuQuota = quota?.CpuQuota,
            CpuPeriod = quota?.CpuPeriod,
            Cpus = quota is not null ? null : reader.Number<double>(Cpus, "Resources.Cpus", "Enter a number of CPUs such as 0.5 or 2."),
            CpuShares = reader.Number<long>(CpuShares, "Resources.CpuShares", "Enter a whole number from 2 to 262144."),
            CpusetCpus = string.IsNullOrWhiteSpace(CpusetCpus) ? null : CpusetCpus.Trim(),
            CpusetMems = string.IsNullOrWhiteSpace(CpusetMems) ? null : CpusetMems.Trim(),
            Pids = UnlimitedPids ? -1 : reader.Number<uint>(Pids, "Resources.Pids", "Enter a whole number of 1 or more."),
            BlkioWeight = reader.Number<int>(BlkioWeight, "Resources.BlkioWeight", "Enter a whole number from 10 to 1000."),
            DeviceRates = [.. Rates.Select((row, index) => row.Read(index, reader))],
        };
    }

    private static string CpusOf(ResourceLimits limits) => limits.CpuLimit()?.ToString(CultureInfo.InvariantCulture) ?? "";
}
