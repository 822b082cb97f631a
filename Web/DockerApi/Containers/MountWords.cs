using System.Text.Json;
using System.Text.Json.Nodes;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Containers;

/// <summary>The options of a mount's long form for inspect: each given group with its non-zero values, as Go writes its structures.</summary>
internal static class MountWords
{
    /// <summary>For <see cref="Engine.Contract.MountSpec.LongFormOptions"/>.</summary>
    public static string Of(MountModel mount)
    {
        JsonObject words = [];
        Add(words, "Consistency", Member(mount.Others, "Consistency"));
        if (mount.BindOptions is { } bind) words["BindOptions"] = Bind(bind);
        if (mount.VolumeOptions is { } volume) words["VolumeOptions"] = Volume(volume);
        if (mount.TmpfsOptions is { } tmpfs) words["TmpfsOptions"] = Tmpfs(tmpfs);
        return words.ToJsonString();
    }

    /// <summary>Reads a mount with these options and nothing else.</summary>
    public static MountModel Read(string words) => JsonSerializer.Deserialize(words, DockerJson.Answers.MountModel) ?? new();

    private static JsonObject Bind(MountBindOptions options)
    {
        JsonObject words = [];
        if (options.Propagation is { Length: > 0 } propagation) words["Propagation"] = propagation;
        Flag(words, "NonRecursive", options.NonRecursive);
        Flag(words, "CreateMountpoint", options.CreateMountpoint);
        Flag(words, "ReadOnlyNonRecursive", options.ReadOnlyNonRecursive);
        Flag(words, "ReadOnlyForceRecursive", options.ReadOnlyForceRecursive);
        return words;
    }

    private static JsonObject Volume(MountVolumeOptions options)
    {
        JsonObject words = [];
        Flag(words, "NoCopy", options.NoCopy);
        Add(words, "Labels", Member(options.Others, "Labels"));
        Add(words, "Subpath", Member(options.Others, "Subpath"));
        if (Member(options.Others, "DriverConfig") is { ValueKind: JsonValueKind.Object } driver)
        {
            JsonObject config = [];
            Dictionary<string, JsonElement> members = [];
            foreach (var member in driver.EnumerateObject()) members[member.Name] = member.Value;
            Add(config, "Name", Member(members, "Name"));
            Add(config, "Options", Member(members, "Options"));
            words["DriverConfig"] = config;
        }

        return words;
    }

    private static JsonObject Tmpfs(MountTmpfsOptions options)
    {
        JsonObject words = [];
        if (options.SizeBytes is not (null or 0)) words["SizeBytes"] = options.SizeBytes;
        if (options.Mode is not (null or 0)) words["Mode"] = options.Mode;
        if (options.Options is { Count: > 0 } given)
            words["Options"] = new JsonArray([.. given.OfType<List<string>>().Select(option => (JsonNode)new JsonArray([.. option.Select(word => (JsonNode)word)]))]);
        return words;
    }

    private static void Flag(JsonObject words, string name, bool? value)
    {
        if (value is true) words[name] = true;
    }

    // A string or an object of strings, in which null becomes an empty string.
    private static void Add(JsonObject words, string name, JsonElement? value)
    {
        if (value is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 }) words[name] = text.GetString();
        if (value is not { ValueKind: JsonValueKind.Object } table) return;
        JsonObject members = [];
        foreach (var member in table.EnumerateObject()) members[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : "";
        if (members.Count > 0) words[name] = members;
    }

    private static JsonElement? Member(Dictionary<string, JsonElement>? fields, string name) =>
        fields?.Where(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => (JsonElement?)field.Value).LastOrDefault();
}
