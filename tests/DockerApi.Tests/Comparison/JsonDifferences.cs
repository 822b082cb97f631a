using System.Text.Json;

namespace Panel.DockerApi.Tests.Comparison;

/// <summary>Where two documents differ: other names, other types, other values.</summary>
internal sealed class JsonDifferences(string call, Func<string, string> dockerText, Func<string, string> panelText)
{
    // Lists whose order says nothing are put in the order of one of these.
    private static readonly string[] Keys = ["Destination", "Name", "Path", "PrivatePort", "RepoTags"];
    private readonly List<string> _found = [];

    /// <summary>A line for each that <see cref="MayDiffer"/> does not know.</summary>
    public static IReadOnlyList<string> Between(string call, JsonElement docker, JsonElement panel, Func<string, string> dockerText, Func<string, string> panelText)
    {
        var differences = new JsonDifferences(call, dockerText, panelText);
        differences.Compare("", docker, panel);
        return differences._found;
    }

    private void Compare(string path, JsonElement docker, JsonElement panel)
    {
        if (MayDiffer.In(call, path, Difference.Everything) || (IsNothing(docker) && IsNothing(panel))) return;
        switch (docker.ValueKind, panel.ValueKind)
        {
            case (JsonValueKind.Object, JsonValueKind.Object): CompareMembers(path, docker, panel); break;
            case (JsonValueKind.Array, JsonValueKind.Array): CompareItems(path, Sorted(path, docker, dockerText), Sorted(path, panel, panelText)); break;
            case (JsonValueKind.String, JsonValueKind.String): Expect(path, dockerText(docker.GetString()!), panelText(panel.GetString()!)); break;
            case (JsonValueKind.Number, JsonValueKind.Number): Expect(path, docker.GetRawText(), panel.GetRawText()); break;
            default: Expect(path, Short(docker), Short(panel)); break;
        }
    }

    private void CompareMembers(string path, JsonElement docker, JsonElement panel)
    {
        var ofDocker = docker.EnumerateObject().ToDictionary(member => dockerText(member.Name), member => member.Value);
        var ofPanel = panel.EnumerateObject().ToDictionary(member => panelText(member.Name), member => member.Value);
        foreach (var (name, value) in ofDocker)
        {
            var place = path.Length == 0 ? name : $"{path}.{name}";
            if (ofPanel.TryGetValue(name, out var other)) Compare(place, value, other);
            else if (!MayDiffer.In(call, place, Difference.OnlyDocker)) _found.Add($"{call}: {place} is not in the panel's answer; Docker has {Short(value)}");
        }

        foreach (var (name, value) in ofPanel.Where(member => !ofDocker.ContainsKey(member.Key)))
        {
            var place = path.Length == 0 ? name : $"{path}.{name}";
            if (!MayDiffer.In(call, place, Difference.OnlyPanel)) _found.Add($"{call}: {place} is {Short(value)} in the panel's answer; Docker has no such name");
        }
    }

    private void CompareItems(string path, List<JsonElement> docker, List<JsonElement> panel)
    {
        var place = path + "[]";
        if (docker.Count != panel.Count && !MayDiffer.In(call, place, Difference.Value))
            _found.Add($"{call}: {place} has {docker.Count} items in Docker's answer and {panel.Count} in the panel's: {string.Join(", ", docker.Select(Short))} | {string.Join(", ", panel.Select(Short))}");
        foreach (var (one, other) in docker.Count == panel.Count ? docker.Zip(panel) : OfOneKey(docker, panel)) Compare(place, one, other);
    }

    // Where one list has more, the others are told apart by what names them.
    private static IEnumerable<(JsonElement, JsonElement)> OfOneKey(List<JsonElement> docker, List<JsonElement> panel) =>
        KeyOf([.. docker, .. panel]) is { } key
            ? docker.Join(panel, item => item.GetProperty(key).GetRawText(), item => item.GetProperty(key).GetRawText(), (one, other) => (one, other))
            : docker.Zip(panel);

    private void Expect(string path, string docker, string panel)
    {
        if (docker != panel && !MayDiffer.In(call, path, Difference.Value)) _found.Add($"{call}: {path} is {docker} in Docker's answer and {panel} in the panel's");
    }

    private static List<JsonElement> Sorted(string path, JsonElement list, Func<string, string> text)
    {
        List<JsonElement> items = [.. list.EnumerateArray()];
        if (path == "VolumesDeleted") return [.. items.OrderBy(item => text(item.GetString()!), StringComparer.Ordinal)];
        return KeyOf(items) is not { } key ? items : [.. items.OrderBy(item => text(item.GetProperty(key).GetRawText()), StringComparer.Ordinal)];
    }

    private static string? KeyOf(List<JsonElement> items) =>
        Keys.FirstOrDefault(key => items.Count > 0 && items.All(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(key, out _)));

    // One and the same to Docker's clients; which of them Docker answers hangs on which of them the create had.
    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };

    private static string Short(JsonElement value) => value.GetRawText() is { Length: > 200 } text ? text[..200] + "…" : value.GetRawText();
}
