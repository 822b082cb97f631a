using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Ports as Docker writes them: <c>80</c>, <c>80/udp</c>, <c>8000-8010/tcp</c>.</summary>
internal readonly record struct PortRange(int First, int Last, PortProtocol Protocol)
{
    /// <exception cref="ApiException">The text is not a port.</exception>
    public static PortRange Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var ports = (slash < 0 ? text : text[..slash]).Split('-', 2);
        if (!TryPort(ports[0], out var first) || !TryPort(ports[^1], out var last) || last < first)
            throw ApiException.Bad($"The port '{text}' must be a number from 1 to 65535, or two with a hyphen; /tcp or /udp may follow.");
        return (slash < 0 ? "tcp" : text[(slash + 1)..].ToLowerInvariant()) switch
        {
            "tcp" => new(first, last, PortProtocol.Tcp),
            "udp" => new(first, last, PortProtocol.Udp),
            "sctp" => throw ApiException.Lacking("The panel's engine publishes TCP and UDP, not SCTP."),
            _ => throw ApiException.Bad($"The port '{text}' must end with /tcp or /udp."),
        };
    }

    public bool Holds(int port, PortProtocol protocol) => port >= First && port <= Last && protocol == Protocol;

    private static bool TryPort(string text, out int port) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;
}
