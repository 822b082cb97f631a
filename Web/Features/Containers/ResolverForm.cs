using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>The input for a new container's name resolution.</summary>
public sealed class ResolverForm
{
    public string Servers { get; set; } = "";
    public string Search { get; set; } = "";
    public string Options { get; set; } = "";

    /// <summary>One line each, in the form of /etc/hosts or of Docker.</summary>
    public string Hosts { get; set; } = "";

    /// <summary>Applies the input to the specification. A container without a network, or on another one's, has no resolver of its own.</summary>
    /// <param name="spec">The rest of the specification.</param>
    /// <param name="errors">Receives values that cannot be parsed or that the engine would refuse.</param>
    public ContainerSpec Apply(ContainerSpec spec, FormErrors errors)
    {
        if (!AppliesTo(spec.NetworkMode)) return spec;
        return spec with
        {
            DnsServers = Checked(Words(Servers), ResolverRules.FaultOfServer, "DnsServers"),
            DnsSearch = Checked(Words(Search), ResolverRules.FaultOfDomain, "DnsSearch"),
            DnsOptions = Checked(Words(Options), ResolverRules.FaultOfOption, "DnsOptions"),
            ExtraHosts = Checked([.. Lines(Hosts).SelectMany(line => Host(line, errors))], ResolverRules.FaultOfHost, "ExtraHosts"),
        };

        string[] Checked(string[] values, Func<string, string?> faultOf, string field)
        {
            foreach (var fault in values.Select(faultOf).OfType<string>()) errors.Add(field, fault);
            return values;
        }
    }

    /// <summary>Whether the settings have an effect with this network.</summary>
    public static bool AppliesTo(string network) => network is "bridge" or "host";

    // name:address, or an address and its names as in /etc/hosts.
    private static IEnumerable<string> Host(string line, FormErrors errors)
    {
        var words = Words(line);
        if (words is [var one] && one.Contains(':', StringComparison.Ordinal)) return words;
        if (words.Length > 1) return words.Skip(1).Select(name => $"{name}:{words[0]}");
        errors.Add("ExtraHosts", $"Write '{line}' as db:192.0.2.7, or as /etc/hosts does: 192.0.2.7 db.");
        return [];
    }

    private static string[] Words(string text) => text.Split([' ', ',', '\n', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
