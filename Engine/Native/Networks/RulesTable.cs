using Panel.Engine.Linux.NetFilter;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Native.Networks;

/// <summary>The engine's nftables table: installs it, changes its elements, and detects changes by others. Not thread-safe.</summary>
internal sealed class RulesTable(string name, string bridge, NetlinkSocket netfilter, string? namespacePath)
{
    private const int NotFound = 2;
    private const int Exists = 17;
    private string _structure = "";

    // The generation at which the table was last known to be complete; null when it is not.
    private uint? _whole;

    /// <summary>Installs the whole table in one transaction.</summary>
    /// <exception cref="NftablesException">nftables refused.</exception>
    public void Replace(Ipv4Subnet subnet, bool forwardOnlyBridges, IEnumerable<PortElement> elements)
    {
        _whole = null;
        Run(NatRuleset.Replace(name, bridge, subnet, forwardOnlyBridges, elements));
        var generation = RulesetGeneration.Read(netfilter);
        _structure = NatRuleset.Structure(List());
        _whole = generation;
    }

    /// <summary>Whether the table is as it was left. Reads only the generation when nobody has changed any rule.</summary>
    /// <param name="published">Elements that must exist.</param>
    /// <param name="possible">Elements that may exist.</param>
    public bool IsWhole(IEnumerable<PortElement> published, IEnumerable<PortElement> possible)
    {
        var generation = RulesetGeneration.Read(netfilter);
        if (generation == _whole) return true;
        _whole = null;
        string listing;
        try
        {
            listing = List();
        }
        catch (NftablesException)
        {
            // The table is gone; any other error of nftables will show at the repair.
            return false;
        }
        var there = NatRuleset.ElementsOf(listing);
        if (NatRuleset.Structure(listing) != _structure || !published.Select(NatRuleset.Text).All(there.Contains)) return false;
        there.ExceptWith(possible.Select(NatRuleset.Text));
        if (there.Count > 0) return false;
        _whole = generation;
        return true;
    }

    /// <summary>Whether the table of this or of another panel drops what neither comes from nor goes to a panel's bridge.</summary>
    public bool AnyForwardsOnlyBridges()
    {
        try
        {
            return NatRuleset.Tables(Run("list tables"))
                .Where(table => table.Name == name || EnginePaths.IsInstanceName(table.Name))
                .Any(table => NatRuleset.ForwardsOnlyBridges(Run($"list table {table.Family} {table.Name}")));
        }
        catch (NftablesException)
        {
            // A table disappeared between the two lists, or nftables tells nothing.
            return false;
        }
    }

    /// <summary>Adds elements; false when the table is not as it was left.</summary>
    public bool TryAdd(IReadOnlyCollection<PortElement> elements)
    {
        try
        {
            Change(MapElements.Add(name, elements));
            return true;
        }
        catch (NetlinkException error) when (error.Errno is NotFound or Exists)
        {
            return false;
        }
    }

    /// <summary>Removes elements; missing ones are not an error.</summary>
    public void Delete(IReadOnlyCollection<PortElement> elements)
    {
        try
        {
            Change(MapElements.Delete(name, elements));
        }
        catch (NetlinkException error) when (error.Errno == NotFound)
        {
            if (elements.Count == 1) return;
            foreach (var element in elements) Delete([element]);
        }
    }

    /// <summary>Removes the table, if it exists.</summary>
    public void Remove()
    {
        _whole = null;
        Run(NatRuleset.Remove(name));
    }

    /// <summary>Runs commands in nft's language in the network's namespace.</summary>
    public string Run(string commands, bool handles = false) => NetworkNamespace.Run(namespacePath, () => Nftables.Run(commands, handles));

    private string List() => Run($"list table inet {name}");

    // One step of the generation is our own change; two mean somebody else's, too, and the table is checked before it is trusted again.
    private void Change(NetlinkBatch batch)
    {
        var before = RulesetGeneration.Read(netfilter);
        netfilter.Execute(batch);
        if (before == _whole && RulesetGeneration.Read(netfilter) == before + 1) _whole = before + 1;
    }
}
