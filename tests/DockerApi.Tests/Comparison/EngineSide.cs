using System.Text.RegularExpressions;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Comparison;

/// <summary>One of the two sides, and its ids for the objects that both have.</summary>
internal sealed partial class EngineSide(ApiClient api)
{
    private readonly Dictionary<string, string> _ids = [];

    public ApiClient Api => api;

    /// <summary>From now on this text stands for the id, and for its first twelve digits.</summary>
    public void Learn(string id, string reads)
    {
        var digits = id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..];
        _ids[digits] = $"<{reads}>";
        _ids[digits[..Math.Min(12, digits.Length)]] = $"<{reads} in short>";
    }

    /// <summary>The id for which this text stands.</summary>
    public string IdOf(string reads) => _ids.First(id => id.Value == $"<{reads}>").Key;

    /// <summary>A text without the parts that differ in each run: ids and times.</summary>
    public string Reads(string text)
    {
        // The long ones first, because the short ones are their beginnings.
        foreach (var (id, reads) in _ids.OrderByDescending(id => id.Key.Length)) text = text.Replace(id, reads, StringComparison.Ordinal);
        text = TimePattern().Replace(IdPattern().Replace(text, "<id>"), time => time.Value.StartsWith("0001-", StringComparison.Ordinal) ? time.Value : "<time>");
        return WhilePattern().Replace(text, "<while>");
    }

    [GeneratedRegex(@"\b[0-9a-f]{64}\b")]
    private static partial Regex IdPattern();

    // Of the status: Up 2 seconds.
    [GeneratedRegex(@"\b\d+ seconds?\b|Less than a second|About a minute")]
    private static partial Regex WhilePattern();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")]
    private static partial Regex TimePattern();
}
