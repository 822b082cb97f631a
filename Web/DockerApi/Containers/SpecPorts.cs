using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Published ports of a new container.</summary>
internal static class SpecPorts
{
    // A port without a binding is not published: the image's build recorded it, or the client left it empty.
    /// <exception cref="ApiException">A port is wrong.</exception>
    public static List<PortBinding> Published(HostConfig host)
    {
        List<PortBinding> ports = [];
        foreach (var (key, bindings) in host.PortBindings ?? [])
        {
            foreach (var port in Each(key)) ports.AddRange((bindings ?? []).Select(binding => Bound(port, binding)));
        }

        return ports;
    }

    /// <summary>Ports that are exposed but not published.</summary>
    /// <exception cref="ApiException">A port is wrong.</exception>
    public static List<PortBinding> Exposed(ContainerCreateRequest request) => [.. (request.ExposedPorts?.Keys ?? Enumerable.Empty<string>()).SelectMany(Each)];

    private static IEnumerable<PortBinding> Each(string key)
    {
        var range = PortRange.Parse(key);
        for (var port = range.First; port <= range.Last; port++) yield return new PortBinding(port, range.Protocol);
    }

    private static PortBinding Bound(PortBinding port, HostPort? host)
    {
        if (host?.HostIp is "::" or "::1" || host?.HostIp?.Contains(':', StringComparison.Ordinal) is true)
            throw ApiException.Lacking($"The host address '{host.HostIp}' is an IPv6 one; the panel publishes on IPv4 only.");
        var (first, last) = Numbers(host?.Port);
        return port with { HostAddress = host?.HostIp is { Length: > 0 } address ? address : null, HostPort = first, LastHostPort = last };
    }

    // One port, or a range from which the engine takes a free one.
    private static (int? First, int? Last) Numbers(string? text)
    {
        if (string.IsNullOrEmpty(text)) return (null, null);
        var ends = text.Split('-', 2);
        return ends.Length == 1 ? (Number(text, text), null) : (Number(ends[0], text), Number(ends[1], text));
    }

    private static int Number(string text, string port) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw ApiException.Bad($"The host port '{port}' must be a number from 1 to 65535, or two with a hyphen.");
}
