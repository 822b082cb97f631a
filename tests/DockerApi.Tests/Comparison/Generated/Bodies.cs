using System.Text.Json.Nodes;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Bodies of requests with one or two fields set.</summary>
internal static class Bodies
{
    /// <summary>The body with the field set to the value, and around it what it needs.</summary>
    public static JsonObject With(JsonObject body, string path, string value)
    {
        var at = body;
        var passed = "";
        var names = path.Split('.');
        foreach (var (name, last) in names.Select((name, index) => (name, index == names.Length - 1)))
        {
            passed = passed.Length == 0 ? name : $"{passed}.{name}";
            if (last) at[name] = JsonNode.Parse(value);
            else at = Enter(at, name, passed, path);
        }

        return body;
    }

    private static JsonObject Enter(JsonObject at, string name, string passed, string path)
    {
        var key = name.TrimEnd('[', ']');
        if (key == name) return at[key] as JsonObject ?? (JsonObject)(at[key] = JsonNode.Parse(Ordinary.Beside(passed, path)))!;
        var list = at[key] as JsonArray ?? (JsonArray)(at[key] = new JsonArray(JsonNode.Parse(Ordinary.Beside(passed, path))))!;
        return (JsonObject)list[0]!;
    }
}
