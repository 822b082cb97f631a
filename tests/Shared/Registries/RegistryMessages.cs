using System.Text;
using System.Text.Json;

namespace Panel.Tests.Shared.Registries;

/// <summary>A request as it came.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Path">Without the query.</param>
/// <param name="Query">Without the question mark.</param>
/// <param name="Headers">Names in any case.</param>
/// <param name="Body">All of it.</param>
public sealed record RegistryRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>A header; empty without it.</summary>
    public string this[string header] => Headers.GetValueOrDefault(header, "");

    /// <summary>A value of the query, decoded; empty without it.</summary>
    public string Value(string name) => Query.Split('&').Select(pair => pair.Split('=', 2)).FirstOrDefault(pair => pair[0] == name) is [_, var value] ? Uri.UnescapeDataString(value) : "";
}

/// <summary>An answer, true or not.</summary>
/// <param name="Status">Status code.</param>
/// <param name="Body">The body.</param>
public sealed record RegistryReply(int Status, byte[] Body)
{
    /// <summary>Instead of a status: the connection is closed.</summary>
    public const int NoAnswer = 0;

    /// <summary>Headers beyond the length.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Content-Length as it is told; null is the body's, -1 tells none and ends with the connection.</summary>
    public long? Length { get; init; }

    /// <summary>Bytes of the body after which the connection is cut; null gives all.</summary>
    public int? CutAfter { get; init; }

    /// <summary>The body again and again, without a length.</summary>
    public bool Endless { get; init; }

    /// <summary>Nothing follows what is given, and the connection stays open.</summary>
    public bool Hangs { get; init; }

    /// <summary>With a JSON document.</summary>
    public static RegistryReply Json(object document, int status = 200) => Text(JsonSerializer.Serialize(document), "application/json", status);

    /// <summary>With text.</summary>
    public static RegistryReply Text(string text, string type = "text/plain", int status = 200) => new(status, Encoding.UTF8.GetBytes(text)) { Headers = { ["Content-Type"] = type } };

    /// <summary>Without a body.</summary>
    public static RegistryReply Empty(int status, params (string Name, string Value)[] headers) => new(status, []) { Headers = headers.ToDictionary(header => header.Name, header => header.Value) };
}
