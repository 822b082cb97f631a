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
        if (Member(mount.Others, "Consistency") is { ValueKind: JsonValueKind.String } consistency && consistency.GetString() is { Length: > 0 } word) words["Consistency"] = word;
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
        Table(words, "Labels", options.Labels);
        if (options.Subpath is { Length: > 0 } subpath) words["Subpath"] = subpath;
        if (options.DriverConfig is { } driver)
        {
            JsonObject config = [];
            if (driver.Name is { Length: > 0 } name) config["Name"] = name;
            Table(config, "Options", driver.Options);
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

    private static void Table(JsonObject words, string name, Dictionary<string, string>? table)
    {
        if (table is { Count: > 0 }) words[name] = new JsonObject(table.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
    }

    private static JsonElement? Member(Dictionary<string, JsonElement>? fields, string name) =>
        fields?.Where(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => (JsonElement?)field.Value).LastOrDefault();
}
