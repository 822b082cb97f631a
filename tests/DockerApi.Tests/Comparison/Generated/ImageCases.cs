using System.Text.Json.Nodes;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Calls for images: tag, push, pull, import, load, save, search, prune, history, removal and commit.</summary>
internal static class ImageCases
{
    private const string Nowhere = "127.0.0.1:1/made";
    private static readonly byte[] Good = Uploads.Image();
    private static readonly string[] Truths = ["1", "0", "true", "false", "", "x"];

    private static readonly string[] References = ["", "nosuch", "A", "-a", "a/b/c", "a b", "made:1", "made@sha256:00", "127.0.0.1:1/made", ":", "a:", "a//b", "a..b", "a__b", "a___b", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"];

    private static readonly string[] Tags = ["1", "latest", "", "A.b-c_d", "-x", ".x", "a:b", "a/b", "sha256:00", "%00", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"];

    // What a header of an account is tried with: an empty object, a name, no base64, no JSON, and of the wrong type.
    private static readonly string?[] Accounts = [null, "", "e30=", "eyJ1c2VybmFtZSI6ImEiLCJwYXNzd29yZCI6ImIifQ==", "x", "eA==", "W10=", "eyJ1c2VybmFtZSI6NX0="];

    private static readonly (string What, Action<JsonObject> Change)[] Manifests =
    [
        .. new[] { "Config", "RepoTags", "Layers" }.SelectMany(name => new (string, Action<JsonObject>)[]
        {
            ($"{name} is missing", item => item.Remove(name)), ($"{name}=null", item => item[name] = null), ($"{name}=5", item => item[name] = 5), ($"{name}=\"\"", item => item[name] = ""), ($"{name}=[]", item => item[name] = new JsonArray()),
            ($"{name}=[\"nosuch\"]", item => item[name] = new JsonArray("nosuch")), ($"{name}=[null]", item => item[name] = new JsonArray((JsonNode?)null)), ($"{name}=\"../x\"", item => item[name] = "../x"), ($"{name}=[\"../x\"]", item => item[name] = new JsonArray("../x")),
        }),
        ("RepoTags=[\"made:1\",\"made:2\"]", item => item["RepoTags"] = new JsonArray("made:1", "made:2")), ("RepoTags=[\"A\"]", item => item["RepoTags"] = new JsonArray("A")), ("RepoTags=[\"made\"]", item => item["RepoTags"] = new JsonArray("made")),
        ("RepoTags=[\"made@sha256:00\"]", item => item["RepoTags"] = new JsonArray("made@sha256:00")), ("Layers twice", item => item["Layers"] = new JsonArray("layer.tar", "layer.tar")), ("Parent=\"sha256:00\"", item => item["Parent"] = "sha256:00"),
        ("nosuch=1", item => item["nosuch"] = 1),
    ];

    private static readonly (string What, Action<JsonObject> Change)[] Configurations =
    [
        .. new[] { "architecture", "os", "created", "config", "rootfs", "history" }.SelectMany(name => new (string, Action<JsonObject>)[]
        {
            ($"{name} is missing", item => item.Remove(name)), ($"{name}=null", item => item[name] = null), ($"{name}=5", item => item[name] = 5), ($"{name}=\"nosuch\"", item => item[name] = "nosuch"), ($"{name}=[]", item => item[name] = new JsonArray()),
            ($"{name}={{}}", item => item[name] = new JsonObject()),
        }),
        ("diff_ids of another", item => item["rootfs"]!["diff_ids"] = new JsonArray("sha256:" + new string('0', 64))), ("diff_ids=[\"x\"]", item => item["rootfs"]!["diff_ids"] = new JsonArray("x")), ("os=windows", item => item["os"] = "windows"),
        ("architecture=arm64", item => item["architecture"] = "arm64"), ("history of nothing", item => item["history"] = new JsonArray(new JsonObject { ["empty_layer"] = true })), ("variant=v8", item => item["variant"] = "v8"),
    ];

    // Fields of a commit's body that the container of its own run has other values for.
    private static readonly string[] NotCommitted = ["Image", "NetworkDisabled", "MacAddress"];

    /// <summary>All of them.</summary>
    public static IEnumerable<GeneratedCase> All(ApiDescription api) => new[] { Tagging(), Pushes(), Pulls(), Imports(), Loads(), Saves(), Searches(), Prunes(), Removals(), Commits(api) }.SelectMany(cases => cases);

    private static IEnumerable<GeneratedCase> Tagging()
    {
        foreach (var repository in References)
            foreach (var tag in Tags.Take(repository is "made:1" or "a/b/c" ? Tags.Length : 3))
                yield return new($"image tag repo={repository} tag={Short(tag)}", [new("tag", "POST", $"/images/busybox/tag?repo={Uri.EscapeDataString(repository)}&tag={(tag == "%00" ? tag : Uri.EscapeDataString(tag))}", Look: Look.Status), List()], Leaves.Images);
        foreach (var name in References.Where(IsPath)) yield return new($"image tag of {name}", [new("tag", "POST", $"/images/{name}/tag?repo=made&tag=1", Look: Look.Status), List()], Leaves.Images);
        foreach (var name in References.Where(IsPath).Append("busybox").Append("busybox:latest").Append("busybox:nosuch"))
            yield return new($"image history of {name}", [new("history", "GET", $"/images/{name}/history")]);
    }

    private static IEnumerable<GeneratedCase> Pushes()
    {
        foreach (var account in Accounts) yield return Push($"account {account ?? "none"}", $"/images/{Nowhere}/push?tag=1", account);
        foreach (var tag in Tags.Where(tag => tag != "%00")) yield return Push($"tag={Short(tag)}", $"/images/{Nowhere}/push?tag={Uri.EscapeDataString(tag)}", "e30=");
        foreach (var name in new[] { "nosuch", "127.0.0.1:1/nosuch", "127.0.0.1:1/made:1", "127.0.0.1:1/made@sha256:00", "127.0.0.1:1/A" }) yield return Push($"name {name}", $"/images/{name}/push?tag=1", "e30=");
        yield return Push("all tags", $"/images/{Nowhere}/push", "e30=");
        foreach (var platform in new[] { "", "{}", "x", "5" }) yield return Push($"platform={platform}", $"/images/{Nowhere}/push?tag=1&platform={Uri.EscapeDataString(platform)}", "e30=");
    }

    private static IEnumerable<GeneratedCase> Pulls()
    {
        foreach (var name in References.Where(name => name.Contains(':') || name.Contains(' ') || name.Length is 0 or > 20 || name is "A" or "-a" or "a//b" or "a..b" or "a___b"))
            foreach (var tag in new[] { "", "1", "-x", "sha256:00" })
                yield return new($"image pull fromImage={name} tag={tag}", [new("pull", "POST", $"/images/create?fromImage={Uri.EscapeDataString(name)}&tag={Uri.EscapeDataString(tag)}", Look: Look.Progress)]);
        foreach (var account in Accounts) yield return new($"image pull account {account ?? "none"}", [new("pull", "POST", $"/images/create?fromImage={Uri.EscapeDataString(Nowhere)}&tag=1", Look: Look.Progress, Account: account)]);
        foreach (var platform in new[] { "linux/amd64", "linux", "nosuch", "a/b/c/d", "linux/", "/" })
            yield return new($"image pull platform={platform}", [new("pull", "POST", $"/images/create?fromImage={Uri.EscapeDataString(Nowhere)}&tag=1&platform={Uri.EscapeDataString(platform)}", Look: Look.Progress)]);
        yield return new("image pull of nothing", [new("pull", "POST", "/images/create", Look: Look.Progress)]);
    }

    private static IEnumerable<GeneratedCase> Imports()
    {
        foreach (var (what, content) in Uploads.OfImport) yield return Import(what, "repo=made&tag=1", content);
        foreach (var reference in References) yield return Import($"repo={reference}", $"repo={Uri.EscapeDataString(reference)}&tag=1");
        foreach (var tag in Tags) yield return Import($"tag={Short(tag)}", $"repo=made&tag={(tag == "%00" ? tag : Uri.EscapeDataString(tag))}");
        foreach (var message in new[] { "", "why", "ä", "%00" }) yield return Import($"message={message}", $"repo=made&tag=1&message={message}");
        foreach (var platform in new[] { "", "linux/amd64", "linux", "amd64", "nosuch", "linux/nosuch", "a/b/c/d" }) yield return Import($"platform={platform}", $"repo=made&tag=1&platform={Uri.EscapeDataString(platform)}");
        foreach (var change in CliOrdinary.Of("commit", "change")) yield return Import($"changes={change}", $"repo=made&tag=1&changes={Uri.EscapeDataString(change)}");
    }

    private static IEnumerable<GeneratedCase> Loads()
    {
        yield return Load("as it is", Good);
        foreach (var quiet in Truths) yield return Load($"quiet={quiet}", Good, $"?quiet={quiet}");
        foreach (var (what, content) in Uploads.OfImport) yield return Load(what, content);
        foreach (var (what, change) in Manifests) yield return Load($"manifest {what}", Uploads.Image(manifest: change));
        foreach (var (what, change) in Configurations) yield return Load($"configuration {what}", Uploads.Image(configuration: change));
        foreach (var text in new[] { "", "{}", "[]", "null", "[null]", "[{}]", "[" }) yield return Load($"manifest.json={text}", Uploads.Tar(("manifest.json", System.Text.Encoding.UTF8.GetBytes(text))));
    }

    private static IEnumerable<GeneratedCase> Saves()
    {
        foreach (var name in References.Where(IsPath).Append("busybox").Append("busybox:nosuch")) yield return new($"image save {name}", [new("export", "GET", $"/images/{name}/get", Look: Look.Status)]);
        foreach (var names in new[] { "", "names=", "names=busybox&names=busybox:latest", "names=busybox&names=nosuch", "names=busybox,nosuch" }) yield return new($"image save ?{names}", [new("export", "GET", $"/images/get?{names}", Look: Look.Status)]);
    }

    // What is asked of nobody, because it is wrong.
    private static IEnumerable<GeneratedCase> Searches()
    {
        foreach (var limit in new[] { "-1", "101", "x", "1.5", "9223372036854775808" }) yield return new($"image search limit={limit}", [new("search", "GET", $"/images/search?term=x&limit={limit}", Look: Look.Status)]);
        foreach (var filters in new[] { "{\"nosuch\":[\"x\"]}", "{\"stars\":[\"x\"]}", "{\"stars\":[\"-1\",\"x\"]}", "{\"is-official\":[\"x\"]}", "{\"is-automated\":[\"\"]}", "[1]", "x" })
            yield return new($"image search filters={filters}", [new("search", "GET", $"/images/search?term=x&filters={Uri.EscapeDataString(filters)}", Look: Look.Status)]);
    }

    private static IEnumerable<GeneratedCase> Prunes()
    {
        foreach (var filters in new[]
        {
            "", "{}", "{\"dangling\":[\"true\"]}", "{\"dangling\":[\"false\"]}", "{\"dangling\":[\"1\"]}", "{\"dangling\":[\"0\"]}", "{\"dangling\":[\"x\"]}", "{\"dangling\":[\"\"]}", "{\"dangling\":[]}", "{\"dangling\":[\"true\",\"false\"]}", "{\"dangling\":{\"false\":true}}",
            "{\"label\":[\"a\"]}", "{\"label\":[\"a=b\"]}", "{\"label!\":[\"a\"]}", "{\"label!\":[\"a=c\"]}", "{\"label\":[\"a\",\"c\"]}", "{\"until\":[\"24h\"]}", "{\"until\":[\"x\"]}", "{\"until\":[\"2000-01-01\"]}", "{\"until\":[\"24h\",\"1h\"]}", "{\"nosuch\":[\"x\"]}",
            "{\"dangling\":[\"false\"],\"label\":[\"a=b\"]}", "[", "5",
        })
            yield return new($"image prune filters={filters}",
            [
                Imported("repo=made&tag=1&changes=" + Uri.EscapeDataString("LABEL a=b")), Imported("message=other&changes=" + Uri.EscapeDataString("LABEL a=c")), Imported("repo=other&tag=1&message=third"),
                new("prune images", "POST", $"/images/prune?filters={Uri.EscapeDataString(filters)}", Look: Look.Status), List(),
            ], Leaves.Images);
    }

    private static IEnumerable<GeneratedCase> Removals()
    {
        foreach (var used in new[] { false, true })
            foreach (var name in new[] { "made:1", "made", "made:2", "nosuch", "A" })
                foreach (var query in Truths.SelectMany(value => new[] { $"force={value}", $"noprune={value}" }).Append("force=1&noprune=1"))
                {
                    List<Step> steps = [Imported("repo=made&tag=1"), new("tag", "POST", "/images/made:1/tag?repo=made&tag=2", Look: Look.Status)];
                    if (used) steps.Add(new("create", "POST", "/containers/create?name=case", """{"Image":"made:1","Cmd":["x"]}""", Look.Status));
                    steps.AddRange([new("remove image", "DELETE", $"/images/{name}?{query}", Look: Look.Status), List()]);
                    yield return new($"image remove {name} {query}{(used ? " used" : "")}", steps, Leaves.Images);
                }

        foreach (var query in new[] { "", "force=1" })
            yield return new($"image remove the last name {query}", [Imported("repo=made&tag=1"), new("create", "POST", "/containers/create?name=case", """{"Image":"made:1","Cmd":["x"]}""", Look.Status), new("remove image", "DELETE", $"/images/made:1?{query}", Look: Look.Status), List(), new("inspect", "GET", "/containers/case/json", Look: Look.Status)], Leaves.Images);
    }

    private static IEnumerable<GeneratedCase> Commits(ApiDescription api)
    {
        foreach (var field in api.Fields("ContainerConfig").Where(field => !NotCommitted.Contains(field.Path)))
            foreach (var value in Values.Of(field)) yield return Commit($"{field.Path}={value}", "", Bodies.With([], field.Path, value).ToJsonString());
        foreach (var value in new[] { "", "Somebody <a@b>", "ä", "a\nb" })
            foreach (var name in new[] { "author", "comment" }) yield return Commit($"{name}={value}", $"&{name}={Uri.EscapeDataString(value)}", null);
        foreach (var change in CliOrdinary.Of("commit", "change")) yield return Commit($"changes={change}", $"&changes={Uri.EscapeDataString(change)}", null);
        foreach (var body in new[] { "", "null", "[]", "5", "{" }) yield return Commit($"body {body}", "", body);
    }

    private static GeneratedCase Push(string what, string path, string? account) => new($"image push {what}",
        [new("tag", "POST", $"/images/busybox/tag?repo={Uri.EscapeDataString(Nowhere)}&tag=1", Look: Look.Status), new("push", "POST", path, Look: Look.Progress, Account: account)], Leaves.Images);

    private static GeneratedCase Import(string what, string query, byte[]? content = null) => new($"image import {what}",
        [new("import", "POST", $"/images/create?fromSrc=-&{query}", Look: Look.Progress, Upload: content ?? Uploads.OfImport.First().Content), List(), new("image", "GET", "/images/made:1/json")], Leaves.Images);

    private static Step Imported(string query) => new("import", "POST", $"/images/create?fromSrc=-&{query}", Look: Look.Progress, Upload: Uploads.OfImport.First().Content);

    private static GeneratedCase Load(string what, byte[] content, string query = "") => new($"image load {what}",
        [new("load", "POST", $"/images/load{query}", Look: Look.Progress, Upload: content), List(), new("image", "GET", "/images/made:1/json")], Leaves.Images);

    private static GeneratedCase Commit(string what, string query, string? body) => new($"image commit {what}",
        [new("commit", "POST", $"/commit?container=still&repo=made&tag=1{query}", body, Look.Status), new("image", "GET", "/images/made:1/json")], Leaves.Images);

    private static Step List() => new("images", "GET", "/images/json");

    private static bool IsPath(string name) => name.Length > 0 && !name.Contains(' ') && !name.Contains("//") && name != ":";

    private static string Short(string tag) => tag.Length > 20 ? $"{tag.Length} letters" : tag;
}
