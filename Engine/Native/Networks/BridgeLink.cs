using System.Net;
using Panel.Engine.Linux.NetFilter;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Native.Networks;

/// <summary>The bridge of a network, its sysctls and its ports. Not thread-safe.</summary>
internal sealed class BridgeLink(string name, NetlinkSocket routes, string? namespacePath)
{
    private const int NoDevice = 19;

    // Links that were seen complete: a link during its creation is not a fault.
    private readonly HashSet<string> _whole = [];

    private string Settings => $"/proc/sys/net/ipv4/conf/{name}";

    /// <summary>Ensures that the bridge has its address, is up and has no IPv6; it is recreated when it has another address.
    /// <c>route_localnet</c> stays unchanged.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Ensure(Ipv4Subnet subnet)
    {
        var gateway = Ipv4Subnet.ToAddress(subnet.Network + 1);
        var link = LinkTable.Find(routes, name);
        if (link is not null && LinkTable.Addresses(routes).Any(entry => entry.Link == link.Index && !entry.Address.Equals(gateway)))
        {
            routes.Execute(new NetlinkBatch().DeleteLink(name));
            link = null;
        }
        if (link is null) routes.Execute(new NetlinkBatch().AddBridge(name, MacAddress.Of(gateway)));
        link = LinkTable.Find(routes, name)!;
        InNamespace(() =>
        {
            IPv6Switch.TurnOff(name);
            IPv6Switch.Distrust(name);
            File.WriteAllText(Settings + "/accept_redirects", "0");
        });
        var batch = new NetlinkBatch().AddAddress(link.Index, gateway, subnet.PrefixLength).SetGroup(link.Index, NatRuleset.BridgeGroup);
        routes.Execute(batch.SetUp(link.Index));
    }

    /// <summary>Sets <c>route_localnet</c>, which lets the host's own connections from 127.0.0.1 leave through the bridge, and their
    /// answers enter.</summary>
    public void SetLoopback(bool open) => InNamespace(() =>
    {
        try
        {
            File.WriteAllText(Settings + "/route_localnet", open ? "1" : "0");
        }
        catch (DirectoryNotFoundException) when (!open)
        {
            // The bridge is gone.
        }
    });

    /// <summary>Puts guards on the bridge and the links.</summary>
    /// <returns>Whether the kernel supports the guard.</returns>
    public bool Guard(IEnumerable<string> links)
    {
        try
        {
            if (LinkTable.Find(routes, name) is { } bridge) LinkGuard.Bridge.Ensure(routes, bridge.Index);
            foreach (var link in links.Select(link => LinkTable.Find(routes, link)).OfType<LinkEntry>()) UnlessGone(() => LinkGuard.Container.Ensure(routes, link.Index));
            return true;
        }
        catch (NetlinkException error) when (LinkGuard.IsUnsupported(error))
        {
            return false;
        }
    }

    /// <summary>Puts links back on the bridge and brings them up.</summary>
    public void Join(IEnumerable<string> links)
    {
        var bridge = LinkTable.Find(routes, name)!.Index;
        foreach (var link in links.Select(link => LinkTable.Find(routes, link)).OfType<LinkEntry>().Where(link => link.Master != bridge || !link.Up))
            UnlessGone(() => routes.Execute(new NetlinkBatch().SetMaster(link.Index, bridge)));
    }

    /// <summary>Faults of the bridge and its sysctls, with three reads.</summary>
    public NetworkFaults Inspect(bool loopback)
    {
        if (LinkTable.Find(routes, name) is not { Up: true, Kind: "bridge", Group: NatRuleset.BridgeGroup }) return NetworkFaults.Bridge;
        return NetworkNamespace.Run(namespacePath, () =>
        {
            try
            {
                var isOpen = File.ReadAllText(Settings + "/route_localnet").Trim() == "1";
                return Forwarding.IsOn && IPv6Switch.IsOff(name) && isOpen == loopback ? NetworkFaults.None : NetworkFaults.Switches;
            }
            catch (IOException)
            {
                // The bridge disappeared at this moment.
                return NetworkFaults.Bridge;
            }
        });
    }

    /// <summary>Faults of the bridge's address, its ports and the guards.</summary>
    public NetworkFaults InspectThoroughly(Ipv4Subnet subnet, IEnumerable<string> links, bool guarded)
    {
        var all = LinkTable.Links(routes).ToDictionary(link => link.Name);
        if (!all.TryGetValue(name, out var bridge)) return NetworkFaults.Bridge;
        var gateway = Ipv4Subnet.ToAddress(subnet.Network + 1);
        var faults = NetworkFaults.None;
        if (!LinkTable.Addresses(routes).Any(entry => entry.Link == bridge.Index && entry.Address.Equals(gateway) && entry.PrefixLength == subnet.PrefixLength)) faults |= NetworkFaults.Bridge;
        if (guarded && !LinkGuard.Bridge.IsOn(routes, bridge.Index)) faults |= NetworkFaults.Guards;
        List<LinkEntry> own = [.. links.Select(link => all.GetValueOrDefault(link)).OfType<LinkEntry>()];
        _whole.IntersectWith(own.Select(link => link.Name));
        foreach (var link in own)
        {
            var fault = link.Master != bridge.Index || !link.Up ? NetworkFaults.Links
                : guarded && !LinkGuard.Container.IsOn(routes, link.Index) ? NetworkFaults.Guards : NetworkFaults.None;
            if (fault == NetworkFaults.None) _whole.Add(link.Name);
            else if (_whole.Contains(link.Name)) faults |= fault;
        }
        return faults;
    }

    // A link can disappear with its container at any moment.
    private static void UnlessGone(Action action)
    {
        try
        {
            action();
        }
        catch (NetlinkException error) when (error.Errno == NoDevice)
        {
            // The link is gone: nothing is left to repair.
        }
    }

    private void InNamespace(Action action) => NetworkNamespace.Run(namespacePath, () =>
    {
        action();
        return true;
    });
}
