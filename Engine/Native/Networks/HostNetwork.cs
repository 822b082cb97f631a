using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Logging;
using Panel.Engine.Linux.NetFilter;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Native.Networks;

/// <summary>The kernel's side of a bridge network: bridge, sysctls, table and its elements. Not thread-safe.</summary>
internal sealed class HostNetwork(string table, string bridge, string? namespacePath, ILogger logger) : IDisposable
{
    private const int DefaultMtu = 1500;
    private readonly NetlinkSocket _routes = NetworkNamespace.Run(namespacePath, NetlinkSocket.Route);
    private readonly NetlinkSocket _netfilter = NetworkNamespace.Run(namespacePath, NetlinkSocket.Netfilter);

    /// <summary>MTU of the link that the default route leaves by.</summary>
    public int UplinkMtu()
    {
        var uplink = LinkTable.Routes(_routes).FirstOrDefault(route => route.Destination.PrefixLength == 0).Link;
        var mtu = LinkTable.Links(_routes).FirstOrDefault(link => link.Index == uplink)?.Mtu ?? DefaultMtu;
        return mtu is >= 1280 and < DefaultMtu ? mtu : DefaultMtu;
    }

    /// <summary>Subnets that the host uses by other links than the bridge.</summary>
    public IReadOnlyList<Ipv4Subnet> UsedSubnets()
    {
        var own = LinkTable.Find(_routes, bridge)?.Index ?? -1;
        var addresses = LinkTable.Addresses(_routes).Where(entry => entry.Link != own).Select(entry => new Ipv4Subnet(entry.Address, entry.PrefixLength));
        var routes = LinkTable.Routes(_routes).Where(entry => entry.Link != own && entry.Destination.PrefixLength > 0).Select(entry => entry.Destination);
        return [.. addresses, .. routes];
    }

    /// <summary>The bridge with its address, up; made anew when it has another address.</summary>
    public void EnsureBridge(Ipv4Subnet subnet)
    {
        var gateway = Ipv4Subnet.ToAddress(subnet.Network + 1);
        var link = LinkTable.Find(_routes, bridge);
        if (link is not null && LinkTable.Addresses(_routes).Any(entry => entry.Link == link.Index && !entry.Address.Equals(gateway)))
        {
            _routes.Execute(new NetlinkBatch().DeleteLink(bridge));
            link = null;
        }
        if (link is null) _routes.Execute(new NetlinkBatch().AddBridge(bridge, MacAddress.Of(gateway)));
        link = LinkTable.Find(_routes, bridge)!;
        var batch = new NetlinkBatch();
        if (Directory.Exists("/proc/sys/net/ipv6")) batch.SetNoIPv6Addresses(link.Index);
        _routes.Execute(batch.AddAddress(link.Index, gateway, subnet.PrefixLength).SetUp(link.Index));
        NetworkNamespace.Run(namespacePath, SetSwitches);
    }

    /// <summary>Removes links of the bridge that no live container has.</summary>
    public void RemoveLinksExcept(IReadOnlySet<string> live)
    {
        var links = LinkTable.Links(_routes);
        var own = links.FirstOrDefault(link => link.Name == bridge)?.Index ?? -1;
        foreach (var link in links.Where(link => link.Master == own && link.Kind == "veth" && !live.Contains(link.Name)))
        {
            ContainerLink.Detach(_routes, link.Name);
            logger.StaleLink(link.Name);
        }
    }

    /// <summary>Puts the whole table in place, in one transaction.</summary>
    public void ReplaceTable(Ipv4Subnet subnet, IEnumerable<PortElement> elements) => RunNft(NatRuleset.Replace(table, bridge, subnet, elements));

    /// <summary>
    /// Removes tables of engines that are gone: of the kind of ours, and without their bridge. Such a table drops what comes for its subnet, which is
    /// another engine's by now or will be. An engine at work has its bridge before its table, and one that puts its table in place this moment
    /// gives it another handle, so none that is in use is removed.
    /// </summary>
    public void RemoveAbandonedTables()
    {
        foreach (var name in NatRuleset.Tables(RunNft("list tables ip")).Where(name => name != table && EnginePaths.IsInstanceName(name)))
        {
            try
            {
                if (NatRuleset.Identify(RunNft($"list table ip {name}", handles: true)) is not { } found || LinkTable.Find(_routes, found.Bridge) is not null) continue;
                RunNft(NatRuleset.RemoveByHandle(found.Handle));
                logger.AbandonedTable(name, found.Bridge);
            }
            catch (NftablesException error)
            {
                // It went or was replaced between two of these lines.
                logger.TableKept(name, error);
            }
        }
    }

    /// <summary>Whether another table drops forwarded packets unless it allows them; no accept of ours can overrule that.</summary>
    public bool ForwardingIsFiltered() => NatRuleset.DropsForwarding(RunNft("list chains"));

    /// <summary>Adds a container's ports; false when the table is not as we left it.</summary>
    public bool TryAdd(IReadOnlyCollection<PortElement> elements)
    {
        try
        {
            _netfilter.Execute(MapElements.Add(table, elements));
            return true;
        }
        catch (NetlinkException error) when (error.Errno is NotFound or Exists)
        {
            return false;
        }
    }

    /// <summary>Withdraws a container's ports; those that are gone are no fault.</summary>
    public void Delete(IReadOnlyCollection<PortElement> elements)
    {
        try
        {
            _netfilter.Execute(MapElements.Delete(table, elements));
        }
        catch (NetlinkException error) when (error.Errno == NotFound)
        {
            if (elements.Count == 1) return;
            foreach (var element in elements) Delete([element]);
        }
    }

    /// <summary>Removes a container's link; safe beside the other methods.</summary>
    public static void Detach(string hostInterface, string? namespacePath) => NetworkNamespace.Run(namespacePath, () =>
    {
        ContainerLink.Detach(hostInterface);
        return true;
    });

    /// <summary>Forgets UDP flows that a port's change has made wrong.</summary>
    public void ForgetFlows(IReadOnlyCollection<PortElement> elements, IPAddress container)
    {
        var ports = elements.Where(element => element.Protocol == 17).Select(element => element.HostPort).ToHashSet();
        if (ports.Count == 0) return;
        try
        {
            var local = LinkTable.Addresses(_routes).Select(entry => entry.Address).ToHashSet();
            ConnectionTracking.Forget(_netfilter, flow => ports.Contains(flow.DestinationPort)
                && (flow.Responder.Equals(container) || IPAddress.IsLoopback(flow.Destination) || local.Contains(flow.Destination)));
        }
        catch (NetlinkException error)
        {
            logger.FlowsKept(error);
        }
    }

    /// <summary>Whether no program of the host has the port.</summary>
    public bool IsFree(PublishedPort port) => NetworkNamespace.Run(namespacePath, () => PortProbe.IsFree(port));

    /// <summary>Removes bridge and table.</summary>
    public void RemoveAll()
    {
        ContainerLink.Detach(_routes, bridge);
        RunNft(NatRuleset.Remove(table));
    }

    public void Dispose()
    {
        _routes.Dispose();
        _netfilter.Dispose();
    }

    private const int NotFound = 2;
    private const int Exists = 17;

    private bool SetSwitches()
    {
        const string forwarding = "/proc/sys/net/ipv4/ip_forward";
        if (File.ReadAllText(forwarding).Trim() != "1")
        {
            File.WriteAllText(forwarding, "1");
            logger.ForwardingOn();
        }
        // Connections from 127.0.0.1 to a published port leave by the bridge; the table drops what others send to 127.0.0.0/8.
        File.WriteAllText($"/proc/sys/net/ipv4/conf/{bridge}/route_localnet", "1");
        return true;
    }

    private string RunNft(string commands, bool handles = false) => NetworkNamespace.Run(namespacePath, () => Nftables.Run(commands, handles));
}

/// <summary>MAC addresses made from IPv4 addresses, as Docker does, so that neighbours' caches stay right.</summary>
internal static class MacAddress
{
    /// <summary><c>02:42</c> and the four bytes of the address.</summary>
    public static PhysicalAddress Of(IPAddress address) => new([0x02, 0x42, .. address.GetAddressBytes()]);

    /// <summary>The same as text.</summary>
    public static string Text(IPAddress address) => string.Join(':', Of(address).GetAddressBytes().Select(part => part.ToString("x2")));
}
