using Panel.Engine.Contract;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Native.Networks;

/// <summary>Addresses of a subnet, assigned round robin so that a freed one is unused as long as possible. Not thread-safe.</summary>
internal sealed class AddressPool(Ipv4Subnet subnet)
{
    private readonly HashSet<uint> _taken = [];
    private uint _last = subnet.Network + 1;

    /// <summary>The bridge's address: the first of the subnet.</summary>
    public uint Gateway { get; } = subnet.Network + 1;

    /// <summary>Takes the next free address.</summary>
    /// <exception cref="ConflictException">None is free.</exception>
    public uint Take()
    {
        var size = subnet.Broadcast - subnet.Network - 2;
        for (uint step = 0; step < size; step++)
        {
            _last = _last + 1 >= subnet.Broadcast ? Gateway + 1 : _last + 1;
            if (_taken.Add(_last)) return _last;
        }
        throw new ConflictException($"Every address of the network's subnet {subnet} is in use; remove containers or configure a larger subnet.");
    }

    /// <summary>Marks an address of a live container as taken.</summary>
    public void Mark(uint address)
    {
        if (!subnet.Contains(address)) return;
        _taken.Add(address);
        _last = Math.Max(_last, address);
    }

    /// <summary>Frees an address.</summary>
    public void Free(uint address) => _taken.Remove(address);
}
