using System.Text.RegularExpressions;
using Panel.Tests.Shared;
using YamlDotNet.RepresentationModel;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>A field of a request's body.</summary>
/// <param name="Path">Its place, as <c>HostConfig.Mounts[].Target</c>.</param>
/// <param name="Type">integer, string, boolean, array (of what is not an object), or object (with names of the caller's choice).</param>
/// <param name="Values">The values that the description names.</param>
internal sealed record ApiField(string Path, string Type, IReadOnlyList<string> Values);

/// <summary>Docker's own description of its API, which lies beside the checkout.</summary>
internal sealed partial class ApiDescription
{
    private readonly YamlMappingNode _root;

    private ApiDescription(YamlMappingNode root) => _root = root;

    /// <summary>Where it is.</summary>
    public static string File { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(Repository.Root, "../shared/reference/docker-engine-api-v1.51.yaml"));

    /// <summary>Reads it.</summary>
    public static ApiDescription Read()
    {
        using var text = System.IO.File.OpenText(File);
        var yaml = new YamlStream();
        yaml.Load(text);
        return new((YamlMappingNode)yaml.Documents[0].RootNode);
    }

    /// <summary>Every field of a definition, those of its parts included.</summary>
    public IEnumerable<ApiField> Fields(string definition, string below = "") => Fields((YamlMappingNode)_root["definitions"][definition], below, 0).DistinctBy(field => field.Path);

    /// <summary>Every field of the body of an operation.</summary>
    public IEnumerable<ApiField> Body(string path, string method)
    {
        var parameters = (YamlSequenceNode)_root["paths"][path][method]["parameters"];
        var body = parameters.Cast<YamlMappingNode>().First(parameter => Text(parameter, "in") == "body");
        return Fields((YamlMappingNode)body["schema"], "", 0).DistinctBy(field => field.Path);
    }

    /// <summary>Parameters of the query of an operation, with their types.</summary>
    public IEnumerable<(string Name, string Type)> Query(string path, string method) =>
        ((YamlSequenceNode)_root["paths"][path][method]["parameters"]).Cast<YamlMappingNode>()
            .Where(parameter => Text(parameter, "in") == "query").Select(parameter => (Text(parameter, "name")!, Text(parameter, "type") ?? "string"));

    /// <summary>The filters that the description of an operation lists.</summary>
    public IEnumerable<string> Filters(string path, string method)
    {
        var parameters = (YamlSequenceNode)_root["paths"][path][method]["parameters"];
        var filters = parameters.Cast<YamlMappingNode>().First(parameter => Text(parameter, "name") == "filters");
        return FilterPattern().Matches(Text(filters, "description") ?? "").Select(match => match.Groups[1].Value).Distinct();
    }

    private IEnumerable<ApiField> Fields(YamlMappingNode schema, string path, int depth)
    {
        schema = Resolved(schema);
        if (Child(schema, "allOf") is YamlSequenceNode parts)
            foreach (var field in parts.Cast<YamlMappingNode>().SelectMany(part => Fields(part, path, depth))) yield return field;
        if (path.Length > 0 && Type(schema) is { } type) yield return new(path, type, Enumerated(schema));
        if (depth > 6) yield break;
        foreach (var (name, value) in (Child(schema, "properties") as YamlMappingNode ?? []).Children)
            foreach (var field in Fields((YamlMappingNode)value, path.Length == 0 ? $"{name}" : $"{path}.{name}", depth + 1)) yield return field;
        if (Child(schema, "items") is YamlMappingNode items && Child(Resolved(items), "properties") is not null)
            foreach (var field in Fields(items, path + "[]", depth + 1)) yield return field;
    }

    private YamlMappingNode Resolved(YamlMappingNode schema) =>
        Text(schema, "$ref") is { } reference ? (YamlMappingNode)_root["definitions"][reference[(reference.LastIndexOf('/') + 1)..]] : schema;

    private static string? Type(YamlMappingNode schema) => Text(schema, "type") ?? (Child(schema, "properties") is not null || Child(schema, "additionalProperties") is not null ? "object" : null);

    private static IReadOnlyList<string> Enumerated(YamlMappingNode schema) =>
        Child(schema, "enum") is YamlSequenceNode values ? [.. values.Cast<YamlScalarNode>().Select(value => value.Value ?? "")] : [];

    private static YamlNode? Child(YamlMappingNode node, string name) => node.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    private static string? Text(YamlMappingNode node, string name) => (Child(node, name) as YamlScalarNode)?.Value;

    [GeneratedRegex(@"^- `([\w!-]+)", RegexOptions.Multiline)]
    private static partial Regex FilterPattern();
}
