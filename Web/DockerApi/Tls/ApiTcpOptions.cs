using System.Net;

namespace Panel.Web.DockerApi.Tls;

/// <summary>Section <c>Panel:ApiTcp</c>: the Docker Engine API over TCP, always with mutual TLS.</summary>
public sealed class ApiTcpOptions
{
    /// <summary>Address and port to listen on, such as <c>0.0.0.0:2376</c>; port 0 takes a free one. If this and all the others are empty,
    /// TCP is off.</summary>
    public string? Listen { get; set; }

    /// <summary>PEM file of the authority whose client certificates are accepted.</summary>
    public string? Authority { get; set; }

    /// <summary>PEM file of the panel's own certificate, followed by the certificates between it and its authority.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file of that certificate's key, unencrypted.</summary>
    public string? Key { get; set; }

    /// <summary>The endpoint; null when TCP is off.</summary>
    internal IPEndPoint? Endpoint => string.IsNullOrEmpty(Listen) ? null : Parse(Listen);

    private IEnumerable<(string Name, string? Path)> Files => [(nameof(Authority), Authority), (nameof(Certificate), Certificate), (nameof(Key), Key)];

    /// <summary>What is wrong, one sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        var missing = Files.Prepend((nameof(Listen), Listen)).Where(setting => string.IsNullOrEmpty(setting.Item2)).Select(setting => setting.Item1).ToList();
        if (missing.Count == 4) yield break;
        if (missing.Count > 0)
            yield return $"Panel:ApiTcp needs Listen, Authority, Certificate and Key, or none of them, because the Docker API is root on this machine; it lacks {string.Join(" and ", missing)}.";
        if (!string.IsNullOrEmpty(Listen) && Parse(Listen) is null) yield return $"Panel:ApiTcp:Listen is '{Listen}', but must be an IP address and a port, such as 0.0.0.0:2376 or [::]:2376.";
        foreach (var (name, path) in Files.Where(file => file.Path is { Length: > 0 } path && !Path.IsPathFullyQualified(path)))
            yield return $"Panel:ApiTcp:{name} is '{path}', but must be an absolute path.";
    }

    // An address without a port is a mistake, although IPEndPoint parses it with port 0; ::1 is an address, not port 1.
    private static IPEndPoint? Parse(string text) =>
        IPEndPoint.TryParse(text, out var endpoint) && text.LastIndexOf(':') is > 0 and var colon && (text[colon - 1] == ']' || text.IndexOf(':', StringComparison.Ordinal) == colon) ? endpoint : null;
}
