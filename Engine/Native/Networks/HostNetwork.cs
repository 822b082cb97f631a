using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Logging;
using Panel.Engine.Linux.NetFilter;
using Panel.Engine.Linux.Netlink;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Networks;

/// <summary>The kernel's side of a bridge network: bridge, sysctls, table and its elements. Not thread-safe.</summary>
internal sealed class HostNetwork : IDisposable
{
    private const int DefaultMtu = 1500;
    private readonly string _table;
    private readonly string _bridge;
    private readonly string? _namespacePath;
    private readonly ILogger _logger;
    private readonly NetlinkSocket _routes;
    private readonly NetlinkSocket _netfilter;
    private readonly BridgeLink _link;
    private readonly RulesTable _rules;
    private readonly Forwarding _forwarding;
    private bool _loopback;
    private bool _canGuard = true;
    private bool? _forwardOnlyBridges;

    /// <summary>Opens the kernel's sockets; changes nothing yet.</summary>
    public HostNetwork(string table, string bridge, NetworkSettings settings, ILogger logger)
    {
        (_table, _bridge, _namespacePath, _logger) = (table, bridge, settings.NamespacePath, logger);
        _routes = NetworkNamespace.Run(_namespacePath, NetlinkSocket.Route);
        _netfilter = NetworkNamespace.Run(_namespacePath, NetlinkSocket.Netfilter);
        _link = new BridgeLink(bridge, _routes, _namespacePath);
        _rules = new RulesTable(table, bridge, _netfilter, _namespacePath);
        _forwarding = new Forwarding(settings.ForwardingRecord, logger);
    }

    /// <summary>A sentence when the kernel lacks the filter for the links' guards, so that <c>route_localnet</c> stays off; else null.</summary>
    public string? Unguarded => _canGuard ? null
        : "The kernel has no ingress filter for network links (sch_ingress and cls_bpf): published ports do not answer on 127.0.0.1. Load these modules or use another kernel.";

    /// <summary>MTU of the default route's link.</summary>
    public int UplinkMtu()
    {
        var uplink = LinkTable.Routes(_routes).FirstOrDefault(route => route.Destination.PrefixLength == 0).Link;
        var mtu = LinkTable.Links(_routes).FirstOrDefault(link => link.Index == uplink)?.Mtu ?? DefaultMtu;
        return mtu is >= 1280 and < DefaultMtu ? mtu : DefaultMtu;
    }

    /// <summary>Subnets that the host uses on links other than the bridge.</summary>
    public IReadOnlyList<Ipv4Subnet> UsedSubnets()
    {
        var own = LinkTable.Find(_routes, _bridge)?.Index ?? -1;
        var addresses = LinkTable.Addresses(_routes).Where(entry => entry.Link != own).Select(entry => new Ipv4Subnet(entry.Address, entry.PrefixLength));
        var routes = LinkTable.Routes(_routes).Where(entry => entry.Link != own && entry.Destination.PrefixLength > 0).Select(entry => entry.Destination);
        return [.. addresses, .. routes];
    }

    /// <summary>
    /// Repairs the faults. A switch is never on without the rule that it needs: with <c>route_localnet</c>, containers reach 127.0.0.1
    /// unless the table and the guards forbid it, and with forwarding the host becomes a router unless the table forbids it.
    /// </summary>
    public void Put(NetworkFaults wrong, NetworkPlan plan)
    {
        if (wrong == NetworkFaults.None) return;
        CloseLoopback();
        if (wrong.HasFlag(NetworkFaults.Bridge) || wrong.HasFlag(NetworkFaults.Switches)) _link.Ensure(plan.Subnet);
        if ((wrong & (NetworkFaults.Bridge | NetworkFaults.Links)) != 0) _link.Join(plan.Links);
        if ((wrong & (NetworkFaults.Bridge | NetworkFaults.Links | NetworkFaults.Guards)) != 0) _canGuard = _link.Guard(plan.Links);
        var isOurs = ClaimForwarding();
        if (wrong.HasFlag(NetworkFaults.Rules) || isOurs != _forwardOnlyBridges)
        {
            _rules.Replace(plan.Subnet, isOurs, plan.Possible);
            _forwardOnlyBridges = isOurs;
        }
        InNamespace(_forwarding.TurnOn);
        if (_canGuard) _link.SetLoopback(_loopback = true);
    }

    /// <summary>Finds faults.</summary>
    /// <param name="plan">The intended state.</param>
    /// <param name="thorough">Whether to check everything that requires the full lists of links and addresses; without it, the call takes
    /// some ten microseconds.</param>
    public NetworkFaults Inspect(NetworkPlan plan, bool thorough)
    {
        var faults = _link.Inspect(_loopback);
        if (_canGuard && !_loopback) faults |= NetworkFaults.Switches;
        if (thorough) faults |= _link.InspectThoroughly(plan.Subnet, plan.Links, _canGuard);
        return _rules.IsWhole(plan.Published, plan.Possible) ? faults : faults | NetworkFaults.Rules;
    }

    /// <summary>
    /// Turns off the switches that need a rule which may be gone: <c>route_localnet</c>, and forwarding if a panel turned it on and no panel's table
    /// limits it to the bridges now.
    /// </summary>
    public void Close()
    {
        CloseLoopback();
        InNamespace(() =>
        {
            if (Forwarding.IsOn && _forwarding.IsOurs && !_rules.AnyForwardsOnlyBridges()) _forwarding.Pause();
        });
    }

    private void CloseLoopback()
    {
        _loopback = false;
        _link.SetLoopback(open: false);
    }

    /// <summary>Whether any link is on the bridge.</summary>
    public bool HasLinks => LinkTable.Find(_routes, _bridge) is { } own && LinkTable.Links(_routes).Any(link => link.Master == own.Index);

    /// <summary>Removes links of the bridge that belong to no live container.</summary>
    public void RemoveLinksExcept(IReadOnlySet<string> live)
    {
        var links = LinkTable.Links(_routes);
        var own = links.FirstOrDefault(link => link.Name == _bridge)?.Index ?? -1;
        foreach (var link in links.Where(link => link.Master == own && link.Kind == "veth" && !live.Contains(link.Name)))
        {
            ContainerLink.Detach(_routes, link.Name);
            _logger.StaleLink(link.Name);
        }
    }

    /// <summary>
    /// Removes the tables of engines that are gone: tables in our form without their bridge. Such a table drops packets for its subnet,
    /// which may now or later belong to another engine. A working engine creates its bridge before its table, and replacing a table gives
    /// it a new handle, so no table in use is removed.
    /// </summary>
    public void RemoveAbandonedTables()
    {
        foreach (var (family, name) in NatRuleset.Tables(_rules.Run("list tables")).Where(found => found.Name != _table && EnginePaths.IsInstanceName(found.Name)))
        {
            try
            {
                if (NatRuleset.Identify(_rules.Run($"list table {family} {name}", handles: true)) is not { } found || LinkTable.Find(_routes, found.Bridge) is not null) continue;
                _rules.Run(NatRuleset.RemoveByHandle(family, found.Handle));
                _logger.AbandonedTable(name, found.Bridge);
            }
            catch (NftablesException error)
            {
                // It was removed or replaced between these lines.
                _logger.TableKept(name, error);
            }
        }
    }

    /// <summary>Whether another table drops forwarded packets by default; no accept rule of ours can override that.</summary>
    public bool ForwardingIsFiltered() => NatRuleset.DropsForwarding(_rules.Run("list chains"));

    /// <summary>Adds a container's ports; false when the table is not as we left it.</summary>
    public bool TryAdd(IReadOnlyCollection<PortElement> elements) => _rules.TryAdd(elements);

    /// <summary>Removes a container's ports; missing ones are not an error.</summary>
    public void Delete(IReadOnlyCollection<PortElement> elements) => _rules.Delete(elements);

    /// <summary>Removes a container's link; safe to call at the same time as the other methods.</summary>
    public static void Detach(string hostInterface, string? namespacePath) => NetworkNamespace.Run(namespacePath, () =>
    {
        ContainerLink.Detach(hostInterface);
        return true;
    });

    /// <summary>Removes UDP flows that a port's change has made wrong.</summary>
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
            _logger.FlowsKept(error);
        }
    }

    /// <summary>Whether no program of the host uses the port.</summary>
    public bool IsFree(PublishedPort port) => NetworkNamespace.Run(_namespacePath, () => PortProbe.IsFree(port));

    /// <summary>Removes the bridge and the table, and restores forwarding unless another panel's bridge needs it.</summary>
    public void RemoveAll()
    {
        CloseLoopback();
        ContainerLink.Detach(_routes, _bridge);
        _rules.Remove();
        if (!LinkTable.Links(_routes).Any(link => link.Group == NatRuleset.BridgeGroup)) InNamespace(_forwarding.Restore);
    }

    public void Dispose()
    {
        _routes.Dispose();
        _netfilter.Dispose();
    }

    private bool ClaimForwarding() => NetworkNamespace.Run(_namespacePath, () =>
    {
        _forwarding.Claim();
        return _forwarding.IsOurs;
    });

    private void InNamespace(Action action) => NetworkNamespace.Run(_namespacePath, () =>
    {
        action();
        return true;
    });
}

/// <summary>MAC addresses derived from IPv4 addresses, as in Docker, so that neighbours' caches stay valid.</summary>
internal static class MacAddress
{
    /// <summary><c>02:42</c> and the four bytes of the address.</summary>
    public static PhysicalAddress Of(IPAddress address) => new([0x02, 0x42, .. address.GetAddressBytes()]);

    /// <summary>The same as text.</summary>
    public static string Text(IPAddress address) => string.Join(':', Of(address).GetAddressBytes().Select(part => part.ToString("x2")));
}
