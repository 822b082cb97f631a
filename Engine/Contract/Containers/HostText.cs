using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Panel.Engine.Contract;

/// <summary>Checks host names and addresses in people's input.</summary>
public static partial class HostText
{
    /// <summary>Stands for the bridge's address in extra hosts, as in Docker.</summary>
    public const string HostGateway = "host-gateway";

    /// <summary>Whether it is a name of letters, digits, dots, hyphens and underscores.</summary>
    public static bool IsName(string text) => NameForm().IsMatch(text);

    /// <summary>Whether it is four numbers with dots; IPAddress alone also accepts "1" and "0x7f.1".</summary>
    public static bool IsIPv4(string text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text;

    /// <summary>Whether it is an address of either kind.</summary>
    public static bool IsAddress(string text) =>
        IsIPv4(text) || (IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6);

    /// <summary>Splits <c>name:address</c>; an IPv6 address contains colons of its own.</summary>
    public static (string Name, string Address) SplitExtraHost(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..].Trim('[', ']'));
    }

    [GeneratedRegex(@"^[a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
