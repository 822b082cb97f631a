using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Containers;

/// <summary>What an update sets, for the audit history.</summary>
internal static class UpdateText
{
    /// <summary>Such as <c>memory 256 MiB, CPUs 0.5; restart always</c>.</summary>
    public static string Of(ContainerUpdate update)
    {
        List<string> parts = [];
        if (update.Resources is { } limits) parts.Add(Limits(limits));
        if (update.RestartPolicy is { } policy) parts.Add($"restart {policy.Kind}{(policy.MaximumRetries > 0 ? $" at most {policy.MaximumRetries} times" : "")}");
        return string.Join("; ", parts);
    }

    private static string Limits(ResourceLimits limits)
    {
        List<string> parts = [];
        Add("memory", limits.MemoryBytes is { } memory ? Format.Bytes(memory) : null);
        Add("memory and swap", limits.MemorySwapBytes is { } both ? both < 0 ? "unlimited" : Format.Bytes(both) : null);
        Add("memory kept", limits.MemoryReservationBytes is { } kept ? Format.Bytes(kept) : null);
        Add("CPUs", limits.Cpus?.ToString(CultureInfo.InvariantCulture));
        Add("CPU weight", limits.CpuShares?.ToString(CultureInfo.InvariantCulture));
        Add("CPU set", limits.CpusetCpus);
        Add("memory nodes", limits.CpusetMems);
        Add("processes", limits.Pids is -1 ? "unlimited" : limits.Pids?.ToString(CultureInfo.InvariantCulture));
        Add("disk weight", limits.BlkioWeight?.ToString(CultureInfo.InvariantCulture));
        parts.AddRange(limits.DeviceRates.Select(rate => $"rates of {rate.Device}"));
        return parts.Count == 0 ? "no limits but the default of processes" : string.Join(", ", parts);

        void Add(string name, string? value)
        {
            if (value is not null) parts.Add($"{name} {value}");
        }
    }
}
