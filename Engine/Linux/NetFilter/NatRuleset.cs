using System.Text.RegularExpressions;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Linux.NetFilter;

/// <summary>The engine's own nftables table, in nft's language.</summary>
public static partial class NatRuleset
{
    /// <summary>Interface group of the bridges of every panel on the machine ("pnl"). The forward chains of all panels accept its members,
    /// so that no panel's chain drops another's packets. To forward another interface as well, put it into this group.</summary>
    public const uint BridgeGroup = 0x706E6C;

    /// <summary>Commands that replace the table by one with these published ports.</summary>
    /// <param name="table">Its name.</param>
    /// <param name="bridge">Its bridge.</param>
    /// <param name="subnet">The bridge's subnet.</param>
    /// <param name="forwardOnlyBridges">Whether to drop IPv4 packets that neither come from nor go to a panel's bridge: the host must not
    /// become a router.</param>
    /// <param name="elements">The published ports.</param>
    public static string Replace(string table, string bridge, Ipv4Subnet subnet, bool forwardOnlyBridges, IEnumerable<PortElement> elements)
    {
        var all = elements.ToLookup(element => element.HostAddress is null);
        var forward = forwardOnlyBridges ? $"iifgroup {BridgeGroup} accept; oifgroup {BridgeGroup} accept; meta nfproto ipv4 drop" : "";
        return Remove(table) + $$"""
            table inet {{table}} {
              map {{MapElements.AddressPorts}} {
                type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service
                {{Elements(all[false])}}
              }
              map {{MapElements.Ports}} {
                type inet_proto . inet_service : ipv4_addr . inet_service
                {{Elements(all[true])}}
              }
              chain protect {
                type filter hook prerouting priority -300; policy accept;
                iifname != "lo" ip daddr 127.0.0.0/8 drop
                iifname != "lo" ip saddr 127.0.0.0/8 drop
                iifname != { "lo", "{{bridge}}" } ip daddr {{subnet}} drop
                iifname "{{bridge}}" meta nfproto ipv6 drop
              }
              chain forward {
                type filter hook forward priority 0; policy accept;
                oifname "{{bridge}}" meta nfproto ipv6 drop
                {{forward}}
              }
              chain publish {
                dnat ip to ip daddr . meta l4proto . th dport map @{{MapElements.AddressPorts}}
                fib daddr type local dnat ip to meta l4proto . th dport map @{{MapElements.Ports}}
              }
              chain prerouting {
                type nat hook prerouting priority -100; policy accept;
                meta nfproto ipv4 meta l4proto { 6, 17 } jump publish
              }
              chain output {
                type nat hook output priority -100; policy accept;
                meta nfproto ipv4 meta l4proto { 6, 17 } jump publish
              }
              chain postrouting {
                type nat hook postrouting priority 100; policy accept;
                ip saddr {{subnet}} oifname != { "lo", "{{bridge}}" } masquerade
                ip saddr 127.0.0.0/8 oifname "{{bridge}}" masquerade
                ip saddr {{subnet}} oifname "{{bridge}}" ct status dnat masquerade
              }
            }

            """;
    }

    /// <summary>Commands that remove the table, whether it exists or not, and the IPv4-only table of earlier panels.</summary>
    // Adding before deleting makes the deletion succeed in both cases.
    public static string Remove(string table) =>
        $"add table inet {table}\ndelete table inet {table}\nadd table ip {table}\ndelete table ip {table}\n";

    /// <summary>Family and name of the tables in a listing that may belong to an engine.</summary>
    public static IEnumerable<(string Family, string Name)> Tables(string listing) =>
        listing.Split('\n').Select(line => line.Split(' ')).Where(words => words is ["table", "inet" or "ip", _, ..]).Select(words => (words[1], words[2]));

    /// <summary>The bridge and the handle of a table that <see cref="Replace"/> made; null for any other table.</summary>
    /// <param name="listing">The table, listed with handles.</param>
    public static (string Bridge, string Handle)? Identify(string listing)
    {
        var (head, guard) = (Head().Match(listing), Guard().Match(listing));
        var isOurs = head.Success && guard.Success && listing.Contains($"map {MapElements.AddressPorts} ", StringComparison.Ordinal) && listing.Contains($"map {MapElements.Ports} ", StringComparison.Ordinal);
        return isOurs && Names().Matches(guard.Groups[1].Value).Select(name => name.Groups[1].Value).Where(name => name != "lo").ToList() is [var bridge] ? (bridge, head.Groups[1].Value) : null;
    }

    /// <summary>Commands that remove the table with the handle; they fail when it is gone or was replaced, which changes the handle.</summary>
    public static string RemoveByHandle(string family, string handle) => $"delete table {family} handle {handle}\n";

    [GeneratedRegex(@"^table (?:inet|ip) \S+ \{ # handle (\d+)", RegexOptions.Multiline)]
    private static partial Regex Head();

    [GeneratedRegex(@"iifname != \{ ([^}]+) \} ip daddr [0-9./]+ drop")]
    private static partial Regex Guard();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Names();

    /// <summary>Whether a listing of a panel's table has the rule that keeps the host from being a router.</summary>
    public static bool ForwardsOnlyBridges(string listing) => listing.Contains("meta nfproto ipv4 drop", StringComparison.Ordinal);

    /// <summary>Whether a listing of chains contains one that drops forwarded packets by default.</summary>
    public static bool DropsForwarding(string chains) => chains.Split('\n')
        .Any(line => line.Contains("hook forward ", StringComparison.Ordinal) && line.Contains("policy drop", StringComparison.Ordinal));

    /// <summary>A listing of the table without the elements of its maps; equal listings mean equal behaviour.</summary>
    public static string Structure(string listing) => Space().Replace(ElementList().Replace(listing, ""), " ").Trim();

    /// <summary>The elements in a listing of the table, in the form of <see cref="Text"/>.</summary>
    /// <param name="listing">The table, listed with numeric protocols.</param>
    public static HashSet<string> ElementsOf(string listing) =>
        [.. ElementList().Matches(listing).SelectMany(list => list.Groups[1].Value.Split(',')).Select(element => Space().Replace(element, " ").Trim())];

    /// <summary>An element in nft's language.</summary>
    public static string Text(PortElement element)
    {
        var address = element.HostAddress is { } published ? $"{published} . " : "";
        return $"{address}{element.Protocol} . {element.HostPort} : {element.Address} . {element.Port}";
    }

    [GeneratedRegex(@"elements = \{([^}]*)\}")]
    private static partial Regex ElementList();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    private static string Elements(IEnumerable<PortElement> elements) =>
        string.Join(", ", elements.Select(Text)) is { Length: > 0 } text ? $"elements = {{ {text} }}" : "";
}
