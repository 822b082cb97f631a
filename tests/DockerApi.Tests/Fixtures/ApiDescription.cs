using System.Text.Json.Nodes;
using Panel.Tests.Shared;
using YamlDotNet.RepresentationModel;

namespace Panel.DockerApi.Tests.Fixtures;

/// <summary>Docker's description of its API, which lies beside the checkout.</summary>
public sealed class ApiDescription
{
    private readonly YamlMappingNode _root;

    private ApiDescription(YamlMappingNode root) => _root = root;

    /// <summary>Null where it does not lie beside the checkout.</summary>
    public static ApiDescription? Load()
    {
        var path = Path.GetFullPath(Path.Combine(Repository.Root, "../shared/reference/docker-engine-api-v1.51.yaml"));
        if (!File.Exists(path)) return null;
        using var text = File.OpenText(path);
        var yaml = new YamlStream();
        yaml.Load(text);
        return new((YamlMappingNode)yaml.Documents[0].RootNode);
    }

    /// <summary>A way to each property of an operation's body, at every depth; <c>*</c> stands for an element or a name of the caller's.</summary>
    public IReadOnlyList<string[]> BodyProperties(string path, string verb)
    {
        var parameters = (YamlSequenceNode)Find(_root, "paths", path, verb, "parameters")!;
        var body = parameters.Select(Resolve).Single(parameter => Find(parameter, "in") is YamlScalarNode { Value: "body" });
        List<string[]> ways = [];
        Walk(Find(body, "schema")!, [], ways);
        return ways;
    }

    /// <summary>A way to an element of each list and map of an operation's body, at every depth: it ends with <c>[]</c> or <c>*</c>.</summary>
    public IReadOnlyList<string[]> BodyElements(string path, string verb) => [.. BodyProperties(path, verb)
        .SelectMany(way => Enumerable.Range(1, way.Length).Select(length => way[..length]).Append([.. way, "[]"]).Append([.. way, "*"]))
        .Where(way => way[^1] is "[]" or "*")
        .DistinctBy(way => string.Join('/', way))];

    /// <summary>A body in which everything on the way is there, and the last property null or left out.</summary>
    public static JsonObject Body(JsonObject rest, string[] way, string name, bool withNull)
    {
        var body = (JsonObject)rest.DeepClone();
        JsonNode at = body;
        for (var i = 0; i < way.Length; i++)
        {
            var isLast = i == way.Length - 1;
            if (isLast)
            {
                if (at is JsonArray elements)
                {
                    elements.Add(null);
                    break;
                }

                var last = way[i] == "*" ? name : way[i];
                ((JsonObject)at).Remove(last);
                if (withNull) ((JsonObject)at)[last] = null;
                break;
            }

            JsonNode next = way[i + 1] == "[]" ? new JsonArray() : new JsonObject();
            if (at is JsonArray list) list.Add(next);
            else if (((JsonObject)at)[way[i] == "*" ? name : way[i]] is { } there && there.GetType() == next.GetType()) next = there;
            else ((JsonObject)at)[way[i] == "*" ? name : way[i]] = next;
            at = next;
        }

        return body;
    }

    private void Walk(YamlNode schema, string[] way, List<string[]> ways)
    {
        schema = Resolve(schema);
        foreach (var part in Find(schema, "allOf") as YamlSequenceNode ?? []) Walk(part, way, ways);
        foreach (var (name, property) in (Find(schema, "properties") as YamlMappingNode ?? new YamlMappingNode()).Children)
        {
            string[] longer = [.. way, ((YamlScalarNode)name).Value!];
            ways.Add(longer);
            Walk(property, longer, ways);
        }

        if (Find(schema, "items") is { } item) Walk(item, [.. way, "[]"], ways);
        if (Find(schema, "additionalProperties") is YamlMappingNode value) Walk(value, [.. way, "*"], ways);
    }

    private YamlNode Resolve(YamlNode node) => Find(node, "$ref") is YamlScalarNode { Value: { } reference } ? Resolve(Find(_root, reference[2..].Split('/'))!) : node;

    private static YamlNode? Find(YamlNode node, params ReadOnlySpan<string> way)
    {
        YamlNode? at = node;
        foreach (var name in way) at = at is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out var next) ? next : null;
        return at;
    }
}
