using System.Text.Json.Nodes;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Calls for volumes, and events of a short life under each filter.</summary>
internal static class VolumeCases
{
    private static readonly Dictionary<string, string[]> Ordinary = new()
    {
        ["Name"] = ["\"case\"", "\"a\"", "\"A.b-c_d\"", "\"-x\"", "\".x\"", "\"a/b\"", "\"../x\"", "\"ofkept\"", "\"ä\"", $"\"{new string('a', 255)}\"", $"\"{new string('a', 256)}\""],
        ["Driver"] = ["\"local\"", "\"Local\""],
        ["DriverOpts"] = ["{\"type\":\"tmpfs\",\"device\":\"tmpfs\",\"o\":\"size=1m\"}", "{\"type\":\"none\",\"device\":\"/etc/apt\",\"o\":\"bind\"}", "{\"type\":\"nosuch\"}", "{\"o\":\"x\"}", "{\"size\":\"1m\"}", "{\"type\":\"\"}"],
        ["Labels"] = ["{\"a\":\"b\"}", "{\"a\":\"\"}", "{\"com.docker.volume.anonymous\":\"\"}"],
    };

    private static readonly string[] Lists =
    [
        "{\"name\":[\"case\"]}", "{\"name\":[\"cas\"]}", "{\"name\":[\"^case$\"]}", "{\"name\":[\"nosuch\"]}", "{\"label\":[\"a\"]}", "{\"label\":[\"a=b\"]}", "{\"label\":[\"a=c\"]}", "{\"label\":[\"a\",\"c\"]}", "{\"label\":[\"\"]}", "{\"dangling\":[\"true\"]}",
        "{\"dangling\":[\"false\"]}", "{\"dangling\":[\"1\"]}", "{\"dangling\":[\"0\"]}", "{\"dangling\":[\"true\",\"false\"]}", "{\"driver\":[\"local\"]}", "{\"driver\":[\"nosuch\"]}", "{\"driver\":[\"local\",\"nosuch\"]}", "{\"label!\":[\"a\"]}", "{\"until\":[\"1h\"]}",
        "{\"name\":[\"case\"],\"dangling\":[\"false\"]}", "{\"scope\":[\"local\"]}",
    ];

    private static readonly string[] Prunes =
    [
        "", "{}", "{\"all\":[\"true\"]}", "{\"all\":[\"1\"]}", "{\"all\":[\"false\"]}", "{\"all\":[\"0\"]}", "{\"all\":[\"x\"]}", "{\"all\":[\"\"]}", "{\"all\":[]}", "{\"all\":[\"true\",\"false\"]}", "{\"label\":[\"a\"]}", "{\"label\":[\"a=b\"]}", "{\"label!\":[\"a\"]}",
        "{\"label!\":[\"a=c\"]}", "{\"label\":[\"a=b\"],\"all\":[\"true\"]}", "{\"label!\":[\"a=b\"],\"all\":[\"true\"]}", "{\"dangling\":[\"true\"]}", "{\"until\":[\"1h\"]}", "{\"name\":[\"case\"]}", "{\"driver\":[\"local\"]}", "[", "5",
    ];

    private static readonly (string Key, string[] Values)[] Events =
    [
        ("type", ["container", "image", "volume", "network", "daemon", "plugin", "nosuch", ""]), ("event", ["create", "start", "die", "destroy", "tag", "untag", "delete", "mount", "connect", "nosuch", "", "exec_create", "exec_create: true"]),
        ("action", ["create"]), ("container", ["case", "nosuch", "", "cas"]), ("image", ["busybox", "busybox:latest", "made", "made:1", "nosuch", "", "busybox:nosuch"]), ("label", ["who", "who=me", "who=you", "", "=", "who="]),
        ("volume", ["named", "nosuch", "nam"]), ("network", ["bridge", "host", "nosuch"]), ("scope", ["local", "swarm", "nosuch"]), ("daemon", ["nosuch"]), ("node", ["x"]), ("service", ["x"]), ("secret", ["x"]), ("config", ["x"]), ("plugin", ["x"]), ("nosuch", ["x"]),
        ("id", ["x"]), ("name", ["case"]),
    ];

    private static readonly string[] EventTexts =
    [
        "", "{}", "[", "5", "{\"type\":[]}", "{\"type\":null}", "{\"type\":\"container\"}", "{\"type\":{\"container\":true}}", "{\"type\":{\"container\":false}}", "{\"type\":[\"container\",\"image\"]}", "{\"type\":[\"container\"],\"event\":[\"create\",\"die\"]}", "{\"container\":[\"case\"],\"type\":[\"network\"]}",
        "{\"label\":[\"who=me\",\"nosuch\"]}", "{\"image\":[\"busybox\"],\"event\":[\"start\"]}", "{\"container\":[\"case\"],\"label\":[\"who=you\"]}", "{\"type\":[5]}",
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<GeneratedCase> All(ApiDescription api)
    {
        foreach (var field in api.Fields("VolumeCreateOptions").Where(field => !field.Path.Contains('.')))
            foreach (var value in Values.Of(field).Concat(Ordinary.GetValueOrDefault(field.Path) ?? []).Distinct()) yield return Create(field.Path, value);
        foreach (var body in new[] { "", "null", "[]", "5", "{" }) yield return new($"volume create body {body}", [new("volume", "POST", "/volumes/create", body, Look.Status)], Leaves.Volumes);
        foreach (var second in new[] { "{}", "{\"Labels\":{\"a\":\"c\"}}", "{\"Driver\":\"local\"}", "{\"Driver\":\"nosuch\"}", "{\"Labels\":null}" }) yield return Again(second);
        foreach (var filters in Lists) yield return new($"volume list filters={filters}", [Labelled("case"), Labelled("other", "c"), Used(), new("volumes", "GET", $"/volumes?filters={Uri.EscapeDataString(filters)}")], Leaves.Volumes);
        foreach (var filters in Prunes)
            yield return new($"volume prune filters={filters}",
                [Labelled("case"), Labelled("other", "c"), new("volume", "POST", "/volumes/create", "{\"Labels\":{\"a\":\"b\"}}", Look.Status), Used(), new("prune volumes", "POST", $"/volumes/prune?filters={Uri.EscapeDataString(filters)}"), new("volumes", "GET", "/volumes")], Leaves.Volumes);
        foreach (var name in new[] { "case", "used", "ofkept", "nosuch", "A", "a b", "-x" })
        {
            foreach (var force in new[] { "", "force=1", "force=0", "force=x", "force=true", "force=" })
                yield return new($"volume remove {name} {force}", [Labelled("case"), Used(), new("remove volume", "DELETE", $"/volumes/{Uri.EscapeDataString(name)}?{force}", Look: Look.Status), new("volumes", "GET", "/volumes")], Leaves.Volumes);
            yield return new($"volume inspect {name}", [Labelled("case"), Used(), new("volume", "GET", $"/volumes/{Uri.EscapeDataString(name)}")], Leaves.Volumes);
        }

        foreach (var filters in Events.SelectMany(filter => filter.Values.Select(value => $$"""{"{{filter.Key}}":["{{value}}"]}""")).Concat(EventTexts)) yield return Told(filters);
    }

    private static GeneratedCase Create(string field, string value)
    {
        var body = Bodies.With(field == "Name" ? [] : new JsonObject { ["Name"] = "case" }, field, value).ToJsonString();
        return new($"volume create {(value.Length > 100 ? $"{field} of {value.Length - 2} letters" : $"{field}={value}")}", [new("volume", "POST", "/volumes/create", body), new("volumes", "GET", "/volumes")], Leaves.Volumes);
    }

    private static GeneratedCase Again(string second)
    {
        var body = JsonNode.Parse(second)!.AsObject();
        body["Name"] = "case";
        return new($"volume create again {second}", [Labelled("case"), new("volume", "POST", "/volumes/create", body.ToJsonString()), new("volume", "GET", "/volumes/case")], Leaves.Volumes);
    }

    private static Step Labelled(string name, string value = "b") => new("volume", "POST", "/volumes/create", $$$"""{"Name":"{{{name}}}","Labels":{"a":"{{{value}}}"}}""", Look.Status);

    private static Step Used() => new("create", "POST", "/containers/create?name=case", """{"Image":"busybox","Cmd":["true"],"HostConfig":{"Binds":["used:/m"]}}""", Look.Status);

    // A container's whole life and a name's, asked for when it is over.
    private static GeneratedCase Told(string filters) => new($"events filters={filters}",
    [
        new("create", "POST", "/containers/create?name=case", """{"Image":"busybox","Cmd":["true"],"Labels":{"who":"me"},"HostConfig":{"Binds":["named:/m"]}}""", Look.Status), new("start", "POST", "/containers/case/start"), new("wait", "POST", "/containers/case/wait"),
        new("tag", "POST", "/images/busybox/tag?repo=made&tag=1", Look: Look.Status), new("remove image", "DELETE", "/images/made:1", Look: Look.Status), new("remove", "DELETE", "/containers/case"),
        new("events", "GET", $"/events?since={{begun}}&until={{now}}&filters={Uri.EscapeDataString(filters)}", Look: Look.Lines),
    ], Leaves.Volumes);
}
