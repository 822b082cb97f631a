using Panel.Engine.Contract;
using Panel.Engine.Linux.Processes;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Security;

/// <summary>Resource limits by Docker's names and their RLIMIT_ numbers (include/uapi/asm-generic/resource.h).</summary>
internal static class Ulimits
{
    private const string OpenFiles = "nofile";

    private static readonly Dictionary<string, int> s_numbers = new(StringComparer.Ordinal)
    {
        ["cpu"] = 0,
        ["fsize"] = 1,
        ["data"] = 2,
        ["stack"] = 3,
        ["core"] = 4,
        ["rss"] = 5,
        ["nproc"] = 6,
        [OpenFiles] = 7,
        ["memlock"] = 8,
        ["as"] = 9,
        ["locks"] = 10,
        ["sigpending"] = 11,
        ["msgqueue"] = 12,
        ["nice"] = 13,
        ["rtprio"] = 14,
        ["rttime"] = 15,
    };

    // systemd's limits of open files for services, which containers under Docker have had since version 25; without CAP_SYS_RESOURCE, the
    // engine cannot set more than its own.
    private static readonly Ulimit s_defaultOpenFiles = new(OpenFiles, Math.Min(1024, ProcessLimit.HardOpenFiles), Math.Min(524288, ProcessLimit.HardOpenFiles));

    public static void Check(IReadOnlyList<Ulimit> limits)
    {
        HashSet<string> seen = [];
        for (var i = 0; i < limits.Count; i++)
        {
            var limit = limits[i];
            var field = $"Security.Ulimits[{i}]";
            if (!s_numbers.TryGetValue(limit.Name, out var number)) throw new InvalidInputException($"There is no ulimit '{limit.Name}'; it is one of {string.Join(", ", s_numbers.Keys.Order(StringComparer.Ordinal))}.", field);
            if (!seen.Add(limit.Name)) throw new InvalidInputException($"The ulimit {limit.Name} is given twice.", field);
            if (limit.Soft < -1 || limit.Hard < -1) throw new InvalidInputException($"The ulimit {limit.Name} must be 0 or more, or -1 for no limit.", field);
            if (limit.Hard != -1 && (limit.Soft == -1 || limit.Soft > limit.Hard))
                throw new InvalidInputException($"The soft ulimit {limit.Name} of {limit.Soft} must not be above the hard one of {limit.Hard}.", field);
            if (ProcessLimit.Largest(number) is var largest && (largest < limit.Hard || (limit.Hard == -1 && largest != long.MaxValue)))
                throw new InvalidInputException($"The ulimit {limit.Name} must be at most {largest} on this host{(limit.Hard == -1 ? ", where it cannot be unlimited" : "")}.", field);
        }
    }

    public static List<RlimitSpec> Specs(IReadOnlyList<Ulimit> limits)
    {
        var all = limits.Any(limit => limit.Name == OpenFiles) ? limits : limits.Append(s_defaultOpenFiles);
        return [.. all.Select(limit => new RlimitSpec { Resource = s_numbers[limit.Name], Soft = limit.Soft, Hard = limit.Hard })];
    }
}
