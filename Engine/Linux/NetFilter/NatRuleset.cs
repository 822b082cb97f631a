using System.Text;
using System.Text.RegularExpressions;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Linux.NetFilter;

/// <summary>The engine's own nftables table, in nft's language.</summary>
public static partial class NatRuleset
{
    /// <summary>Commands that replace the table by one with these published ports.</summary>
    public static string Replace(string table, string bridge, Ipv4Subnet subnet, IEnumerable<PortElement> elements)
    {
        var all = elements.ToLookup(element => element.HostAddress is null);
        // Adding before deleting makes deleting succeed whether the table exists or not.
        return $$"""
            add table ip {{table}}
            delete table ip {{table}}
            table ip {{table}} {
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
              }
              chain publish {
                dnat ip to ip daddr . meta l4proto . th dport map @{{MapElements.AddressPorts}}
                fib daddr type local dnat ip to meta l4proto . th dport map @{{MapElements.Ports}}
              }
              chain prerouting {
                type nat hook prerouting priority -100; policy accept;
                meta l4proto { 6, 17 } jump publish
              }
              chain output {
                type nat hook output priority -100; policy accept;
                meta l4proto { 6, 17 } jump publish
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

    /// <summary>Commands that remove the table, whether it exists or not.</summary>
    public static string Remove(string table) => $"add table ip {table}\ndelete table ip {table}\n";

    /// <summary>Names of the IPv4 tables in a listing of them.</summary>
    public static IEnumerable<string> Tables(string listing) =>
        listing.Split('\n').Select(line => line.Split(' ')).Where(words => words is ["table", "ip", _, ..]).Select(words => words[2]);

    /// <summary>The bridge and the handle of a table as <see cref="Replace"/> makes them; null when it is of another kind.</summary>
    /// <param name="listing">The table, listed with its handles.</param>
    public static (string Bridge, string Handle)? Identify(string listing)
    {
        var (head, guard) = (Head().Match(listing), Guard().Match(listing));
        var isOurs = head.Success && guard.Success && listing.Contains($"map {MapElements.AddressPorts} ", StringComparison.Ordinal) && listing.Contains($"map {MapElements.Ports} ", StringComparison.Ordinal);
        return isOurs && Names().Matches(guard.Groups[1].Value).Select(name => name.Groups[1].Value).Where(name => name != "lo").ToList() is [var bridge] ? (bridge, head.Groups[1].Value) : null;
    }

    /// <summary>Commands that remove the table with the handle; refused when it is gone or was put in place anew, which gives it another one.</summary>
    public static string RemoveByHandle(string handle) => $"delete table ip handle {handle}\n";

    [GeneratedRegex(@"^table ip \S+ \{ # handle (\d+)", RegexOptions.Multiline)]
    private static partial Regex Head();

    [GeneratedRegex(@"iifname != \{ ([^}]+) \} ip daddr [0-9./]+ drop")]
    private static partial Regex Guard();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Names();

    /// <summary>Whether a listing of chains has one that drops forwarded packets by default.</summary>
    public static bool DropsForwarding(string chains) => chains.Split('\n')
        .Any(line => line.Contains("hook forward ", StringComparison.Ordinal) && line.Contains("policy drop", StringComparison.Ordinal));

    private static string Elements(IEnumerable<PortElement> elements)
    {
        var text = new StringBuilder();
        foreach (var element in elements)
        {
            text.Append(text.Length == 0 ? "elements = { " : ", ");
            if (element.HostAddress is { } address) text.Append(address).Append(" . ");
            text.Append(element.Protocol).Append(" . ").Append(element.HostPort).Append(" : ").Append(element.Address).Append(" . ").Append(element.Port);
        }
        return text.Length == 0 ? "" : text.Append(" }").ToString();
    }
}
