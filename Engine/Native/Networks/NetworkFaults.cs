namespace Panel.Engine.Native.Networks;

/// <summary>Parts of the host's network that differ from what the engine set up.</summary>
[Flags]
internal enum NetworkFaults
{
    /// <summary>All is well.</summary>
    None = 0,

    /// <summary>The nftables table.</summary>
    Rules = 1,

    /// <summary>The bridge: missing, down, without its address, or outside its group.</summary>
    Bridge = 2,

    /// <summary>A container's link is not on the bridge.</summary>
    Links = 4,

    /// <summary>A sysctl.</summary>
    Switches = 8,

    /// <summary>A link without its guard.</summary>
    Guards = 16,

    /// <summary>Everything, as before the first start.</summary>
    All = Rules | Bridge | Links | Switches | Guards,
}

/// <summary>Describes faults in words.</summary>
internal static class NetworkFaultText
{
    /// <summary>The faults as one sentence.</summary>
    public static string Describe(this NetworkFaults faults, string table, string bridge)
    {
        List<string> parts = [];
        if (faults.HasFlag(NetworkFaults.Rules)) parts.Add($"the nftables table {table} is missing or changed");
        if (faults.HasFlag(NetworkFaults.Bridge)) parts.Add($"the bridge {bridge} is missing, down or changed");
        if (faults.HasFlag(NetworkFaults.Links)) parts.Add($"containers are off the bridge {bridge}");
        if (faults.HasFlag(NetworkFaults.Switches)) parts.Add("kernel settings (sysctls) that containers need were changed");
        if (faults.HasFlag(NetworkFaults.Guards)) parts.Add("packet filters of container links are missing");
        return $"Another program changed the containers' network: {string.Join("; ", parts)}.";
    }
}

/// <summary>The intended state of the host's network. The lists are evaluated only when needed.</summary>
/// <param name="Subnet">The bridge's subnet.</param>
/// <param name="Links">The host's ends of the links of containers.</param>
/// <param name="Published">The published ports.</param>
/// <param name="Possible">These and the ports of containers that are about to start.</param>
internal sealed record NetworkPlan(
    Linux.Netlink.Ipv4Subnet Subnet, IEnumerable<string> Links, IEnumerable<Linux.NetFilter.PortElement> Published, IEnumerable<Linux.NetFilter.PortElement> Possible);
