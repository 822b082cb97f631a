using System.Net;
using Panel.Engine.Contract;

namespace Panel.Engine.Registry;

/// <summary>The address of a registry's API.</summary>
/// <param name="Name">The name in image names, such as <c>docker.io</c> or <c>localhost:5000</c>.</param>
/// <param name="Host">Host and optional port for the connection.</param>
/// <param name="Scheme">http or https; null tries https, then http where allowed.</param>
/// <param name="BasePath">Path before <c>/v2/</c>, without a final slash.</param>
public sealed record RegistryAddress(string Name, string Host, string? Scheme, string BasePath = "")
{
    public const string HubName = RegistryDomain.DockerHub;

    public static bool IsHost(string text) => text.Length > 0 && !text.Contains('/') && Uri.TryCreate("https://" + text, UriKind.Absolute, out var uri) && uri.HostNameType is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6 && uri.UserInfo.Length == 0;

    public static RegistryAddress Parse(string name, string address)
    {
        var uri = new Uri(address);
        return new(name, uri.Authority, uri.Scheme, uri.AbsolutePath.TrimEnd('/'));
    }

    /// <summary>Whether it is 127.0.0.0/8, ::1 or localhost: such traffic stays on this machine.</summary>
    public static bool IsLoopback(string host)
    {
        if (host.Length == 0) return false;
        var name = new Uri("https://" + host).IdnHost;
        return name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }
}
