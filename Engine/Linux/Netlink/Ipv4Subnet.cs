using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Panel.Engine.Linux.Netlink;

/// <summary>An IPv4 subnet; addresses as numbers in the host's byte order.</summary>
public readonly record struct Ipv4Subnet
{
    /// <summary>Creates the subnet of an address.</summary>
    public Ipv4Subnet(IPAddress address, int prefixLength)
    {
        PrefixLength = prefixLength;
        Network = ToNumber(address) & Mask;
    }

    /// <summary>First address.</summary>
    public uint Network { get; }

    /// <summary>0 to 32.</summary>
    public int PrefixLength { get; }

    /// <summary>The network mask.</summary>
    public uint Mask => PrefixLength == 0 ? 0 : uint.MaxValue << (32 - PrefixLength);

    /// <summary>Last address.</summary>
    public uint Broadcast => Network | ~Mask;

    /// <summary>Parses <c>172.30.0.0/16</c>.</summary>
    public static bool TryParse(string? text, out Ipv4Subnet subnet)
    {
        subnet = default;
        var parts = text?.Split('/') ?? [];
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out var address) || address.AddressFamily != AddressFamily.InterNetwork) return false;
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > 32) return false;
        subnet = new Ipv4Subnet(address, length);
        return subnet.Network == ToNumber(address);
    }

    /// <summary>Whether the two have an address in common.</summary>
    public bool Overlaps(Ipv4Subnet other)
    {
        var mask = PrefixLength < other.PrefixLength ? Mask : other.Mask;
        return (Network & mask) == (other.Network & mask);
    }

    /// <summary>Whether the address is in the subnet.</summary>
    public bool Contains(uint address) => (address & Mask) == Network;

    /// <summary>The address as a number.</summary>
    public static uint ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var written) || written != 4) throw new ArgumentException($"{address} is not an IPv4 address.", nameof(address));
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    /// <summary>The number as an address.</summary>
    public static IPAddress ToAddress(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }

    /// <inheritdoc />
    public override string ToString() => $"{ToAddress(Network)}/{PrefixLength}";
}
