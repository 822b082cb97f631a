using Microsoft.Extensions.Logging;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Native.Networks;

internal static partial class NetworkLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Network {Bridge} is up with {Subnet} and {Count} live endpoints")]
    public static partial void Started(this ILogger logger, string bridge, Ipv4Subnet subnet, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Turned on IPv4 forwarding on this host (net.ipv4.ip_forward=1); containers need it")]
    public static partial void ForwardingOn(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Turned off IPv4 forwarding on this host (net.ipv4.ip_forward=0), as it was before the panel")]
    public static partial void ForwardingOff(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Turned off IPv4 forwarding on this host until the rule is back that keeps the host from being a router; containers reach nothing outside until then")]
    public static partial void ForwardingPaused(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed the link {Link}, which belongs to no live container")]
    public static partial void StaleLink(this ILogger logger, string link);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot remove the link {Link} of a container that has ended; its address is free again after the next start of the panel")]
    public static partial void LinkKept(this ILogger logger, string link, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The network's subnet {Old} overlaps with a route of this host; took {New}")]
    public static partial void SubnetMoved(this ILogger logger, Ipv4Subnet old, Ipv4Subnet @new);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The network keeps {Kept} while containers use it; {Wanted} takes effect when none runs at a start")]
    public static partial void SubnetKept(this ILogger logger, Ipv4Subnet kept, Ipv4Subnet wanted);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot forget tracked UDP flows; a client that keeps sending from one port may reach the port's former owner until the flow times out")]
    public static partial void FlowsKept(this ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Fault} (A firewall's reload?) The panel repaired it")]
    public static partial void NetworkRepaired(this ILogger logger, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Fault} The panel has repaired it too often; it waits {Wait} before the next attempt, and published ports do not answer on 127.0.0.1 until then")]
    public static partial void NetworkRepairWaits(this ILogger logger, string fault, TimeSpan wait);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Fault} The panel could not repair it and will try again")]
    public static partial void NetworkRepairFailed(this ILogger logger, string fault, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "The containers' network is whole again")]
    public static partial void NetworkWhole(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    public static partial void NetworkUnguarded(this ILogger logger, string warning);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot check the containers' network; the panel will try again")]
    public static partial void NetworkLookFailed(this ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot remove the bridge, the nftables table or the cgroup from the host; the next start of the panel reuses them")]
    public static partial void LeftBehind(this ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The record of the bridge's subnet cannot be read; it is kept as {Path}, and the panel chooses a new subnet")]
    public static partial void BridgeRecordDamaged(this ILogger logger, string path, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed the nftables table {Table} of an engine whose bridge {Bridge} is gone")]
    public static partial void AbandonedTable(this ILogger logger, string table, string bridge);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The nftables table {Table} looked abandoned and could not be removed")]
    public static partial void TableKept(this ILogger logger, string table, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another firewall on this host drops forwarded packets by default, so containers may reach nothing outside and published ports may not answer; allow forwarding from and to the interface {Bridge} there")]
    public static partial void ForwardingFiltered(this ILogger logger, string bridge);
}
