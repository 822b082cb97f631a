using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Panel.Engine.Native.State;

/// <summary>Paths in the form of <see cref="System.Text.Json.JsonException.Path"/>: <c>$.spec.mounts[0].kind</c>, <c>$.labels['a.b']</c>.</summary>
internal static partial class JsonPath
{
    /// <summary>Removes the member or element; false if there is none.</summary>
    public static bool TryRemove(JsonNode root, string path)
    {
        if (Parent(root, path) is not var (parent, last)) return false;
        switch (parent)
        {
            case JsonObject members:
                return members.Remove(last);
            case JsonArray elements when Index(last, elements) is { } index:
                elements.RemoveAt(index);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Copies a member from one tree to another; elements of arrays are skipped, because their positions may have changed.</summary>
    public static void TryCopy(JsonObject from, JsonObject to, string path)
    {
        if (path.Contains('[', StringComparison.Ordinal)) return;
        if (Parent(from, path) is (JsonObject source, var name) && Parent(to, path) is (JsonObject target, _)) target[name] = source[name]?.DeepClone();
    }

    private static (JsonNode Parent, string Last)? Parent(JsonNode root, string path)
    {
        var steps = Step().Matches(path).Select(match => match.Groups.Values.Skip(1).First(group => group.Success).Value).ToList();
        if (steps.Count == 0) return null;
        JsonNode? node = root;
        foreach (var step in steps[..^1])
        {
            node = node switch
            {
                JsonObject members => members[step],
                JsonArray elements when Index(step, elements) is { } index => elements[index],
                _ => null,
            };
        }

        return node is null ? null : (node, steps[^1]);
    }

    private static int? Index(string step, JsonArray elements) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < elements.Count ? index : null;

    [GeneratedRegex(@"\.([^.\[]+)|\['([^']*)'\]|\[([0-9]+)\]")]
    private static partial Regex Step();
}
