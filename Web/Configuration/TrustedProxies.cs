using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Panel.Web.Configuration;

/// <summary>Behind a reverse proxy, the client's address and scheme are in headers. The panel believes them from the proxies that the settings name, and from nobody else.</summary>
internal static class TrustedProxies
{
    /// <summary>Takes the client's address, scheme and host from the headers of trusted proxies, before anything else looks at them.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        var trusted = app.Services.GetRequiredService<PanelOptions>().Proxy.Trusted;
        if (trusted.Count == 0) return;
        // A request may come through several proxies; the first address from the right that is none of them is the client's.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in trusted) options.KnownIPNetworks.Add(Network(network)!.Value);
        app.UseForwardedHeaders(options);
    }

    /// <summary>What is wrong with the setting, one sentence each.</summary>
    public static IEnumerable<string> Faults(IEnumerable<string> trusted) =>
        from one in trusted where Network(one) is null select $"Panel:Proxy:Trusted has '{one}', but each must be an address such as 127.0.0.1, or a network such as 10.0.0.0/8.";

    private static IPNetwork? Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
}
