using Panel.Engine.Contract;
using Panel.Engine.Linux.Processes;

namespace Panel.Engine.Native.Security;

/// <summary>Converts a caller's words to a container's capabilities, by Docker's rules.</summary>
internal static class CapabilitySet
{
    private const string All = "ALL";
    private const string Prefix = "CAP_";

    /// <summary>This kernel's capabilities, by bit.</summary>
    private static readonly ulong s_every = (1UL << (Capabilities.Last() + 1)) - 1;

    /// <exception cref="InvalidInputException">A name is unknown.</exception>
    public static ulong Mask(SecurityOptions options)
    {
        var add = Bits(options.CapabilitiesAdd, "Security.CapabilitiesAdd");
        var drop = Bits(options.CapabilitiesDrop, "Security.CapabilitiesDrop");
        if (options.Privileged) return s_every;
        // As in Docker: ALL minus some, or some only; a named capability takes precedence over ALL, and adding ALL takes precedence over
        // dropping ALL.
        if (HasAll(options.CapabilitiesAdd)) return s_every & ~drop;
        if (HasAll(options.CapabilitiesDrop)) return add;
        return ((Capabilities.DefaultMask & ~drop) | add) & s_every;
    }

    /// <summary>Names with CAP_, in the order of the bits.</summary>
    public static List<string> Names(ulong mask)
    {
        List<string> names = [];
        for (var bit = 0; bit < 64; bit++)
        {
            if ((mask & (1UL << bit)) != 0) names.Add(Prefix + (bit < Capabilities.Names.Count ? Capabilities.Names[bit] : $"{bit}"));
        }
        return names;
    }

    private static bool HasAll(IReadOnlyList<string> names) => names.Any(name => Plain(name) == All);

    private static ulong Bits(IReadOnlyList<string> names, string field)
    {
        var mask = 0UL;
        for (var i = 0; i < names.Count; i++)
        {
            var name = Plain(names[i]);
            if (name == All) continue;
            var bit = Capabilities.Names.ToList().IndexOf(name);
            if (bit < 0) throw new InvalidInputException($"There is no capability '{names[i]}'; write it as NET_ADMIN, or ALL.", $"{field}[{i}]");
            if ((s_every & (1UL << bit)) == 0) throw new InvalidInputException($"This kernel does not know the capability {name}.", $"{field}[{i}]");
            mask |= 1UL << bit;
        }
        return mask;
    }

    private static string Plain(string name)
    {
        var upper = name.Trim().ToUpperInvariant();
        return upper.StartsWith(Prefix, StringComparison.Ordinal) ? upper[Prefix.Length..] : upper;
    }
}
