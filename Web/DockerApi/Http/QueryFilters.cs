using System.Text.Json;
using System.Text.RegularExpressions;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Http;

/// <summary>Docker's filters: a name has several values, any of which may match, and all names must match.</summary>
internal sealed class QueryFilters
{
    private static readonly TimeSpan MatchPatience = TimeSpan.FromMilliseconds(100);
    private readonly Dictionary<string, List<string>> _values = [];

    /// <summary>Reads <c>{"name":["value"]}</c>, and the older <c>{"name":{"value":true}}</c>, of which Docker uses only the names.</summary>
    /// <exception cref="ApiException">The JSON has another form, or a filter is unknown.</exception>
    public static QueryFilters Parse(string? json, ReadOnlySpan<string> known)
    {
        var filters = new QueryFilters();
        if (json is null) return filters;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw Malformed();
            foreach (var filter in document.RootElement.EnumerateObject())
            {
                if (!known.Contains(filter.Name)) throw ApiException.Bad($"There is no filter '{filter.Name}' here; there are {string.Join(", ", known.ToArray())}.");
                filters._values[filter.Name] = Values(filter.Value);
                // The one filter that is a pattern; a wrong pattern is refused even when there is nothing to compare with it.
                if (filter.Name == "name") foreach (var pattern in filters["name"]) _ = IsFound(pattern, "");
            }
        }
        catch (JsonException)
        {
            throw Malformed();
        }

        return filters;
    }

    /// <summary>The values of a filter; empty when it is not set.</summary>
    public IReadOnlyList<string> this[string name] => _values.GetValueOrDefault(name) ?? [];

    /// <summary>True when one of the filters is given without a value. Nothing fits such a filter where it names an object, as in Docker.</summary>
    public bool HasEmpty(params ReadOnlySpan<string> names)
    {
        foreach (var name in names) if (_values.TryGetValue(name, out var values) && values.Count == 0) return true;
        return false;
    }

    /// <summary>True when the filter is not set or any of its values fits.</summary>
    public bool Any(string name, Func<string, bool> fits) => this[name] is not { Count: > 0 } wanted || wanted.Any(fits);

    /// <summary>True when the filter is not set or every one of its values fits.</summary>
    public bool All(string name, Func<string, bool> fits) => this[name].All(fits);

    /// <summary>True when the filter is not set, or any of its values equals the text or, as a regular expression, matches in it.</summary>
    public bool Found(string name, string text) => Any(name, wanted => wanted == text || IsFound(wanted, text));

    /// <summary>Labels as <c>key</c> or <c>key=value</c>; all must match.</summary>
    public bool Labels(IReadOnlyDictionary<string, string> labels) => All("label", wanted => HasLabel(labels, wanted)) && this["label!"].All(unwanted => !HasLabel(labels, unwanted));

    /// <summary>A boolean filter; null when it is not set.</summary>
    /// <exception cref="ApiException">The value is not a boolean.</exception>
    public bool? Truth(string name) => !_values.TryGetValue(name, out var given) ? null : given switch
    {
        [] => throw ApiException.Bad($"The filter {name} has no value, but must be true or false."),
        ["1" or "true"] => true,
        ["0" or "false"] => false,
        var values => throw ApiException.Bad($"The filter {name} is '{string.Join("', '", values)}', but must be true or false."),
    };

    private static List<string> Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => [.. value.EnumerateArray().Select(item => item.GetString()!)],
        JsonValueKind.Object => [.. value.EnumerateObject().Select(item => item.Name)],
        JsonValueKind.Null => [],
        _ => throw Malformed(),
    };

    private static bool IsFound(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, MatchPatience);
        }
        catch (Exception error) when (error is RegexParseException or RegexMatchTimeoutException)
        {
            throw ApiException.Bad($"The filter '{pattern}' is not a usable regular expression.");
        }
    }

    private static bool HasLabel(IReadOnlyDictionary<string, string> labels, string wanted)
    {
        var equals = wanted.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? labels.ContainsKey(wanted) : labels.TryGetValue(wanted[..equals], out var value) && value == wanted[(equals + 1)..];
    }

    private static ApiException Malformed() => ApiException.Bad("The filters must be JSON such as {\"name\":[\"value\"]}.");
}
