using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.DockerApi.Containers;

namespace Panel.Web.Features.Containers;

/// <summary>Describes an update for the audit history.</summary>
internal static class UpdateText
{
    private const string NoLimit = "no limit";

    private static readonly (string Name, Func<ResourceLimits, string> Value)[] s_limits =
    [
        ("memory", limits => Bytes(limits.MemoryBytes)),
        ("memory and swap", limits => limits.MemorySwapBytes is null && limits.MemoryBytes is not null ? "twice the memory" : Bytes(limits.MemorySwapBytes)),
        ("memory reservation", limits => limits.MemoryReservationBytes is { } kept ? Format.Bytes(kept) : "none"),
        ("CPUs", limits => limits.CpuLimit()?.ToString(CultureInfo.InvariantCulture) ?? NoLimit),
        ("CPU weight", limits => Number(limits.CpuShares, "default")),
        ("CPU set", limits => limits.CpusetCpus ?? "all"),
        ("memory nodes", limits => limits.CpusetMems ?? "all"),
        ("processes", limits => limits.Pids == -1 ? NoLimit : Number(limits.Pids ?? ResourceLimits.DefaultPids, "")),
        ("disk weight", limits => Number(limits.BlkioWeight, "default")),
    ];

    /// <summary>Such as <c>memory 256 MiB → 512 MiB, CPUs no limit → 0.5, restart no → always</c>; unchanged values are omitted.</summary>
    public static string Of(ContainerSpec before, ContainerUpdate update)
    {
        List<string> parts = [];
        if (update.Resources is { } limits)
        {
            foreach (var (name, value) in s_limits) Add(name, value(before.Resources), value(limits));
            foreach (var device in before.Resources.DeviceRates.Concat(limits.DeviceRates).Select(rate => rate.Device).Distinct())
                Add($"rates of {device}", Rates(before.Resources, device), Rates(limits, device));
        }

        if (update.RestartPolicy is { } policy) Add("restart", Restart(before.RestartPolicy), Restart(policy));
        return parts.Count == 0 ? "nothing changed" : string.Join(", ", parts);

        void Add(string name, string from, string to)
        {
            if (from != to) parts.Add($"{name} {from} → {to}");
        }
    }

    private static string Bytes(long? bytes) => bytes is null or -1 ? NoLimit : Format.Bytes(bytes.Value);

    private static string Number(long? number, string none) => number?.ToString(CultureInfo.InvariantCulture) ?? none;

    private static string Restart(RestartPolicy policy) => RestartWords.Write(policy.Kind) + (policy.MaximumRetries > 0 ? $":{policy.MaximumRetries}" : "");

    private static string Rates(ResourceLimits limits, string device) =>
        limits.DeviceRates.FirstOrDefault(rate => rate.Device == device) is { } found ? LimitText.Rate(found) : "none";
}
