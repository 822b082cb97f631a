using System.Net;
using System.Net.Sockets;

namespace Panel.Engine.Native.Containers;

/// <summary>Addresses as people write them.</summary>
internal static class Addresses
{
    /// <summary>Stands for the bridge's address in extra hosts, as in Docker.</summary>
    public const string HostGateway = "host-gateway";

    /// <summary>Four numbers with dots; IPAddress alone takes "1" and "0x7f.1" too.</summary>
    public static bool IsIPv4(string text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text;

    public static bool IsAddress(string text) =>
        IsIPv4(text) || (IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6);

    /// <summary><c>name:address</c>; an IPv6 address has colons of its own.</summary>
    public static (string Name, string Address) SplitExtraHost(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..].Trim('[', ']'));
    }
}
