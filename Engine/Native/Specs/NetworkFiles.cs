using System.Net;
using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Specs;

/// <summary>The container's /etc/hosts, /etc/resolv.conf and /etc/hostname.</summary>
internal static class NetworkFiles
{
    private const string LoopbackNames =
        "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"
        + "fe00::0\tip6-localnet\nff00::0\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n";

    private static readonly string[] PublicNameServers = ["1.1.1.1", "8.8.8.8"];

    /// <summary>The names that every container knows, those that the caller adds, and its own. In the host's network, a container without extra hosts has the host's file, as in Docker.</summary>
    /// <param name="host">The host's /etc/hosts.</param>
    /// <param name="spec">The caller's specification.</param>
    /// <param name="hostname">The container's name.</param>
    /// <param name="lease">Its place in a network of ours, or null.</param>
    /// <param name="gateway">The host's address on our bridge, whether the container is on it or not.</param>
    public static string Hosts(string host, ContainerSpec spec, string hostname, EndpointLease? lease, string gateway)
    {
        var text = new StringBuilder(spec is { NetworkMode: "host", ExtraHosts.Count: 0 } && host.Length > 0 ? host.TrimEnd('\n') + '\n' : LoopbackNames);
        foreach (var extra in spec.ExtraHosts)
        {
            var (name, address) = HostText.SplitExtraHost(extra);
            if (address == HostText.HostGateway) address = gateway;
            text.Append(address).Append('\t').Append(name).Append('\n');
        }
        if (lease is not null) text.Append(lease.Address).Append('\t').Append(OwnNames(hostname, spec.Domainname)).Append('\n');
        return text.ToString();
    }

    // The full name first, which hostname -f prints, then its first label, as Docker writes them.
    private static string OwnNames(string hostname, string? domain)
    {
        var full = string.IsNullOrEmpty(domain) ? hostname : $"{hostname}.{domain}";
        var dot = full.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? $"{full} {full[..dot]}" : full;
    }

    /// <summary>The host's file, or the caller's settings in place of it, each separately. In its own network namespace, a container cannot
    /// reach the host's loopback name servers, so they are replaced.</summary>
    /// <param name="host">The host's /etc/resolv.conf.</param>
    /// <param name="upstream">systemd-resolved's list of the servers behind its stub at 127.0.0.53, or null.</param>
    /// <param name="spec">The caller's specification.</param>
    public static string ResolvConf(string host, string? upstream, ContainerSpec spec)
    {
        var ownNetwork = spec.NetworkMode != "host";
        if (spec is { DnsServers: [], DnsSearch: [], DnsOptions: [] } && !ownNetwork) return host;
        List<string> others = [];
        var servers = NameServers(host, others, ownNetwork);
        if (spec.DnsServers.Count > 0) servers = [.. spec.DnsServers];
        if (servers.Count == 0 && upstream is not null) servers = NameServers(upstream, [], ownNetwork);
        if (servers.Count == 0) servers = [.. PublicNameServers];
        if (spec.DnsSearch.Count > 0) Replace(others, ["search", "domain"], "search", spec.DnsSearch is ["."] ? [] : spec.DnsSearch);
        if (spec.DnsOptions.Count > 0) Replace(others, ["options"], "options", spec.DnsOptions);
        return string.Concat(servers.Select(server => $"nameserver {server}\n").Concat(others.Select(line => line + "\n")));
    }

    private static void Replace(List<string> lines, string[] former, string word, IReadOnlyList<string> values)
    {
        lines.RemoveAll(line => former.Contains(line.Split((char[]?)null, 2)[0]));
        if (values.Count > 0) lines.Add($"{word} {string.Join(' ', values)}");
    }

    private static List<string> NameServers(string file, List<string> others, bool reachableOnly)
    {
        List<string> servers = [];
        foreach (var line in file.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] is '#' or ';') continue;
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words[0] != "nameserver") others.Add(line);
            else if (words.Length > 1 && !(reachableOnly && IPAddress.TryParse(words[1].Split('%')[0], out var address) && IPAddress.IsLoopback(address))) servers.Add(words[1]);
        }
        return servers;
    }
}
