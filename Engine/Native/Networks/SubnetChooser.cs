using System.Net;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Native.Networks;

/// <summary>Chooses a subnet that does not overlap with any address or route of the host.</summary>
internal static class SubnetChooser
{
    /// <summary>The subnets to choose from, in order.</summary>
    public static IEnumerable<Ipv4Subnet> Pool
    {
        get
        {
            for (var second = 17; second <= 31; second++) yield return new Ipv4Subnet(new IPAddress([172, (byte)second, 0, 0]), 16);
            for (var second = 210; second <= 250; second++) yield return new Ipv4Subnet(new IPAddress([10, (byte)second, 0, 0]), 16);
        }
    }

    /// <summary>The first free subnet of the pool.</summary>
    public static Ipv4Subnet Choose(IReadOnlyCollection<Ipv4Subnet> used)
    {
        foreach (var candidate in Pool)
            if (!used.Any(candidate.Overlaps)) return candidate;
        throw new ConflictException("Every subnet from 172.17.0.0/16 to 172.31.0.0/16 and 10.210.0.0/16 to 10.250.0.0/16 is in use on this host; configure one that is free.");
    }

    /// <summary>Parses a configured subnet.</summary>
    public static Ipv4Subnet Parse(string text)
    {
        if (!Ipv4Subnet.TryParse(text, out var subnet)) throw new InvalidInputException($"'{text}' is not an IPv4 subnet such as 172.30.0.0/16.", "Subnet");
        if (subnet.PrefixLength is < 8 or > 29) throw new InvalidInputException($"The subnet {text} must have a prefix of 8 to 29 bits.", "Subnet");
        return subnet;
    }
}
