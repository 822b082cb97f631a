using System.Globalization;
using System.Text;

namespace Panel.Web.DockerApi.Http;

/// <summary>The head of an HTTP/1.1 request, for those few that Kestrel must not answer.</summary>
/// <param name="Method">Method.</param>
/// <param name="Target">Path and query as they were sent.</param>
/// <param name="Headers">Headers.</param>
internal sealed record RawHead(string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>Reads the head without its final empty line; null when it is none.</summary>
    public static RawHead? Parse(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        if (lines[0].Split(' ') is not [{ Length: > 0 } method, ['/', ..] target, "HTTP/1.1"]) return null;
        List<(string, string)> headers = [];
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) return null;
            headers.Add((line[..colon], line[(colon + 1)..].Trim()));
        }

        return new(method, target, headers);
    }

    /// <summary>The value of a header; null when it is absent.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Whether it asks for the raw connection.</summary>
    public bool IsUpgrade => string.Equals(Header("Upgrade"), "tcp", StringComparison.OrdinalIgnoreCase);

    /// <summary>Length of the body in bytes; null when it is chunked or wrong.</summary>
    public int? ContentLength => Header("Transfer-Encoding") is not null ? null
        : Header("Content-Length") is not { } text ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
}
