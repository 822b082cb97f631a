using System.Net;

namespace Panel.Web.DockerApi.Tls;

/// <summary>Section <c>Panel:ApiTcp</c>: the Docker Engine API over TCP, with mutual TLS or not at all.</summary>
public sealed class ApiTcpOptions
{
    /// <summary>Address and port to listen on, as <c>0.0.0.0:2376</c>; port 0 takes a free one. Empty, with all the others, turns it off.</summary>
    public string? Listen { get; set; }

    /// <summary>PEM file of the authority whose client certificates are let in.</summary>
    public string? Authority { get; set; }

    /// <summary>PEM file of the panel's own certificate, those between it and its authority after it.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file of that certificate's key, not encrypted.</summary>
    public string? Key { get; set; }

    /// <summary>Where it listens; null when it is turned off.</summary>
    internal IPEndPoint? Endpoint => string.IsNullOrEmpty(Listen) ? null : Parse(Listen);

    private IEnumerable<(string Name, string? Path)> Files => [(nameof(Authority), Authority), (nameof(Certificate), Certificate), (nameof(Key), Key)];

    /// <summary>What is wrong in it, a sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        var missing = Files.Prepend((nameof(Listen), Listen)).Where(setting => string.IsNullOrEmpty(setting.Item2)).Select(setting => setting.Item1).ToList();
        if (missing.Count == 4) yield break;
        if (missing.Count > 0)
            yield return $"Panel:ApiTcp needs Listen, Authority, Certificate and Key, or none of them, because the Docker API is root on this machine; it lacks {string.Join(" and ", missing)}.";
        if (!string.IsNullOrEmpty(Listen) && Parse(Listen) is null) yield return $"Panel:ApiTcp:Listen is '{Listen}', but must be an IP address and a port, as 0.0.0.0:2376 or [::]:2376.";
        foreach (var (name, path) in Files.Where(file => file.Path is { Length: > 0 } path && !Path.IsPathFullyQualified(path)))
            yield return $"Panel:ApiTcp:{name} is '{path}', but must be an absolute path.";
    }

    // An address without a port, which IPEndPoint takes for port 0, is a mistake; ::1 is an address, not port 1.
    private static IPEndPoint? Parse(string text) =>
        IPEndPoint.TryParse(text, out var endpoint) && text.LastIndexOf(':') is > 0 and var colon && (text[colon - 1] == ']' || text.IndexOf(':', StringComparison.Ordinal) == colon) ? endpoint : null;
}
