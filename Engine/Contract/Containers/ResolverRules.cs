using System.Text.RegularExpressions;

namespace Panel.Engine.Contract;

/// <summary>Rules for a container's name resolver: null for a valid value, else a sentence that says what would be valid.</summary>
public static partial class ResolverRules
{
    /// <summary>Checks <see cref="ContainerSpec.ExtraHosts"/>.</summary>
    public static string? FaultOfHost(string host) => HostText.SplitExtraHost(host) is var (name, address)
        && HostText.IsName(name) && (address == HostText.HostGateway || HostText.IsAddress(address)) ? null : $"The host '{host}' must be name:address.";

    /// <summary>Checks <see cref="ContainerSpec.DnsServers"/>.</summary>
    public static string? FaultOfServer(string server) => HostText.IsAddress(server) ? null : $"The name server '{server}' must be an IP address.";

    /// <summary>Checks <see cref="ContainerSpec.DnsSearch"/>.</summary>
    public static string? FaultOfDomain(string domain) =>
        domain == "." || HostText.IsName(domain.TrimEnd('.')) ? null : $"The search domain '{domain}' must be a domain such as example.org, or one dot for none.";

    /// <summary>Checks <see cref="ContainerSpec.DnsOptions"/>.</summary>
    public static string? FaultOfOption(string option) => OptionForm().IsMatch(option) ? null : $"The name resolver's option '{option}' must be a word such as ndots:2.";

    [GeneratedRegex(@"^[a-z0-9_:.-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex OptionForm();
}
