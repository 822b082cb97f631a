using System.Text.Json.Nodes;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Updates, execs, and everything that a query asks.</summary>
internal static class OtherCases
{
    private static readonly (string Field, string[] Values)[] UpdatePairs =
    [
        ("Memory", ["67108864", "134217728", "1"]), ("MemorySwap", ["134217728", "-1", "33554432"]), ("MemoryReservation", ["33554432", "268435456"]), ("NanoCpus", ["500000000"]), ("CpuPeriod", ["50000"]), ("CpuQuota", ["25000", "-1"]),
        ("CpuShares", ["512"]), ("CpusetCpus", ["\"0\"", "\"99\""]), ("PidsLimit", ["50", "0", "-1", "-2"]), ("RestartPolicy", ["{\"Name\":\"always\"}", "{\"Name\":\"\"}", "{\"Name\":\"no\",\"MaximumRetryCount\":3}"]),
    ];

    // What the filters are given beside what any text is; names, ids and labels are of the containers that are kept.
    private static readonly string[] FilterValues =
        ["[\"kept\"]", "[\"\"]", "[]", "null", "\"kept\"", "{\"kept\":true}", "{\"kept\":false}", "[\"true\"]", "[\"false\"]", "[\"1\"]", "[\"nosuch\"]", "[\"kept\",\"done\"]", "[\"busybox\"]", "[\"a=b\"]", "[\"a\"]", "[\"a=\"]", "[\"80\"]", "[\"80/tcp\"]", "[\"1-100/tcp\"]", "[\"running\"]", "[\"exited\",\"created\"]", "[\"^/kept$\"]", "[\"*\"]", "[\"(\"]", "[\"bridge\"]", "[\"local\"]", "[\"3\"]", "[\"none\"]", "[\"24h\"]", "[\"2000000000\"]", "[\"-1\"]", "[5]"];

    private static readonly (string Call, string Path, string Method)[] Lists =
        [("list", "/containers/json", "get"), ("images", "/images/json", "get"), ("volumes", "/volumes", "get"), ("networks", "/networks", "get"), ("prune", "/containers/prune", "post"), ("prune images", "/images/prune", "post"), ("prune volumes", "/volumes/prune", "post")];

    // Filters and parameters that name an object, which the first digits of its id name too.
    private static readonly string[] NamesOfObjects = ["before", "since", "ancestor", "id", "network", "names", "container"];

    // Operations with a query, and what runs them; {id} and {name} are filled in.
    private static readonly (string Call, string Path, string Method, string Others, Look Look)[] Queries =
    [
        ("list", "/containers/json", "get", "all=1", Look.Json), ("inspect", "/containers/{id}/json", "get", "", Look.Json), ("logs", "/containers/{id}/logs", "get", "stdout=1", Look.Json), ("top", "/containers/{id}/top", "get", "", Look.Status),
        ("resize", "/containers/{id}/resize", "post", "h=20&w=80", Look.Json), ("images", "/images/json", "get", "", Look.Json), ("image", "/images/{name}/json", "get", "", Look.Json), ("history", "/images/{name}/history", "get", "", Look.Json),
        ("archive", "/containers/{id}/archive", "get", "path=/etc/hostname", Look.Status), ("archive", "/containers/{id}/archive", "head", "path=/etc", Look.Status), ("archive", "/containers/{id}/archive", "put", "path=/tmp", Look.Status),
        ("events", "/events", "get", "since=1&until=2", Look.Head), ("df", "/system/df", "get", "", Look.Status), ("networks", "/networks/{id}", "get", "", Look.Status), ("tag", "/images/{name}/tag", "post", "repo=tagged&tag=1", Look.Status),
        ("export", "/images/get", "get", "names=busybox", Look.Status), ("commit", "/commit", "post", "container=done&repo=made", Look.Status),
    ];

    // Changes, each of a container of its own.
    private static readonly (string Path, string Method)[] Acts =
        [("/containers/{id}/start", "post"), ("/containers/{id}/stop", "post"), ("/containers/{id}/restart", "post"), ("/containers/{id}/kill", "post"), ("/containers/{id}/rename", "post"), ("/containers/{id}", "delete")];

    private static readonly string[] Signals = ["KILL", "SIGKILL", "kill", "9", "0", "65", "-1", "SIGNOT", "SIGRTMIN", "RTMIN+1", "SIGTERM", "%20", ""];

    /// <summary>Updates of a container that was made and of one that runs.</summary>
    public static IEnumerable<GeneratedCase> Updates(ApiDescription api)
    {
        foreach (var field in api.Fields("Resources").Concat(api.Fields("RestartPolicy", "RestartPolicy")))
            foreach (var value in Values.Of(field))
                foreach (var running in new[] { false, true }) yield return Update([(field.Path, value)], running);
        for (var one = 0; one < UpdatePairs.Length; one++)
            for (var other = one + 1; other < UpdatePairs.Length; other++)
                foreach (var value in UpdatePairs[one].Values)
                    foreach (var second in UpdatePairs[other].Values) yield return Update([(UpdatePairs[one].Field, value), (UpdatePairs[other].Field, second)], running: (one + other) % 2 == 0);
    }

    /// <summary>Execs in a container that runs.</summary>
    public static IEnumerable<GeneratedCase> Execs(ApiDescription api)
    {
        foreach (var field in api.Body("/containers/{id}/exec", "post"))
            foreach (var value in Values.Of(field).Concat(Values.Of(field with { Path = field.Path == "WorkingDir" ? "WorkingDirectory" : field.Path })).Distinct())
            {
                var body = Bodies.With(new JsonObject { ["Cmd"] = new JsonArray("sh", "-c", "id; pwd; env | grep -v HOSTNAME | sort; grep CapEff /proc/self/status"), ["AttachStdout"] = true }, field.Path, value);
                yield return new($"exec {field.Path}={value}",
                [
                    new("exec create", "POST", "/containers/kept/exec", body.ToJsonString()), new("exec", "GET", "/exec/{exec}/json"),
                    new("exec output", "POST", "/exec/{exec}/start", "{}", field.Path is "Tty" or "AttachStdin" or "Privileged" ? Look.Status : Look.Json), new("exec", "GET", "/exec/{exec}/json"),
                ]);
            }

        foreach (var field in api.Body("/exec/{id}/start", "post"))
            foreach (var value in Values.Of(field))
                yield return new($"exec start {field.Path}={value}",
                    [new("exec create", "POST", "/containers/kept/exec", """{"Cmd":["true"],"AttachStdout":true}"""), new("exec start", "POST", "/exec/{exec}/start", Bodies.With([], field.Path, value).ToJsonString(), Look.Status)]);
    }

    /// <summary>Lists with each filter, and operations with each parameter.</summary>
    public static IEnumerable<GeneratedCase> Questions(ApiDescription api)
    {
        foreach (var (call, path, method) in Lists)
            foreach (var filter in api.Filters(path, method))
                foreach (var value in FilterValues.Where(value => !MayBeAnyId(filter, value)))
                {
                    // A prune takes what others need away, unless its filter cannot fit anything.
                    if (method == "post" && !filter.StartsWith("label", StringComparison.Ordinal) && !value.Contains("nosuch", StringComparison.Ordinal) && filter != "until") continue;
                    if (method == "post" && (filter is "label!" || value is "[]" or "null" or "{\"kept\":false}" or "[\"a\"]" || (filter == "until" && value.Contains('2') && !value.Contains('h')))) continue;
                    var filters = Uri.EscapeDataString($$"""{"{{filter}}":{{value}}}""");
                    yield return new($"{method} {path} filter {filter}={value}", [new(call, method.ToUpperInvariant(), $"{path}?filters={filters}{(path == "/containers/json" ? "&all=1" : "")}", Look: method == "post" ? Look.Status : Look.Json)]);
                }

        foreach (var query in Queries)
            foreach (var (name, type) in api.Query(query.Path, query.Method).Where(parameter => parameter.Name is not ("filters" or "follow" or "changes")))
                foreach (var value in Values.OfQuery(type).Concat(Special(name)).Distinct().Where(value => !MayBeAnyId(name, value)))
                    foreach (var container in query.Path.Contains("containers/{id}", StringComparison.Ordinal) ? new[] { "kept", "done" } : [query.Path.Contains("networks", StringComparison.Ordinal) ? "bridge" : "busybox"])
                    {
                        var rest = string.Join("", query.Others.Split('&', StringSplitOptions.RemoveEmptyEntries).Where(given => !given.StartsWith(name + "=", StringComparison.Ordinal)).Select(given => "&" + given));
                        var path = query.Path.Replace("{id}", container, StringComparison.Ordinal).Replace("{name}", container, StringComparison.Ordinal);
                        yield return new($"{query.Method} {path} {name}={value}", [new(query.Call, query.Method.ToUpperInvariant(), $"{path}?{name}={value}{rest}", Look: query.Look)]);
                    }
    }

    /// <summary>Changes with each parameter, of a container that runs and of one that does not.</summary>
    public static IEnumerable<GeneratedCase> Changes(ApiDescription api)
    {
        foreach (var (path, method) in Acts)
            foreach (var (name, type) in api.Query(path, method).Where(parameter => parameter.Name != "link"))
                foreach (var value in name == "signal" ? Signals : name == "t" ? ["0", "1", "x", "", "1.5"] : Values.OfQuery(type))
                    foreach (var running in new[] { false, true })
                    {
                        List<Step> steps = [new("create", "POST", "/containers/create?name=case", """{"Image":"busybox","Cmd":["sh","-c","trap 'exit 5' TERM; while :; do sleep 0.02; done"],"StopTimeout":1}""", Look.Status)];
                        if (running) steps.Add(new("start", "POST", "/containers/case/start"));
                        // Some answer while the container ends.
                        steps.Add(new("act", method.ToUpperInvariant(), path.Replace("{id}", "case", StringComparison.Ordinal) + $"?{name}={value}"));
                        if (method == "post" && name != "name" && !path.EndsWith("kill", StringComparison.Ordinal)) steps.Add(new("inspect", "GET", "/containers/case/json"));
                        yield return new($"{method} {path} {name}={value} {(running ? "running" : "created")}", steps);
                    }
    }

    // Ids are random, so that a digit or two now and then are the beginning of one, on one side or the other.
    private static bool MayBeAnyId(string name, string value) =>
        NamesOfObjects.Contains(name) && value.Trim('[', ']', '"') is { Length: > 0 and < 4 } text && text.All(char.IsAsciiHexDigit);

    private static string[] Special(string name) => name switch
    {
        "tail" => ["1", "all", "2", "0", "-1", "x"],
        "since" or "until" => ["1h", "2000-01-01", "2000-01-01T00:00:00Z", "1.5", "1.x", "4000000000"],
        "path" => ["/etc/", "/etc/.", ".", "", "/", "etc", "/nosuch", "/etc/hostname/", "/etc/../bin", "/dev/null", "//etc"],
        "ps_args" => ["aux", "-ef", "-o%20pid", "c%20aux"],
        "repo" => ["a/b", "A", "a:b", "a:5000/b", "a/b:c", "-a"],
        "tag" => ["1", "latest", "A.b-c_d", "-x", "a:b"],
        "names" => ["busybox", "busybox:latest", "busybox:nosuch"],
        _ => [],
    };

    private static GeneratedCase Update((string Field, string Value)[] set, bool running)
    {
        var body = new JsonObject();
        foreach (var (field, value) in set) Bodies.With(body, field, value);
        List<Step> steps = [new("create", "POST", "/containers/create?name=case", """{"Image":"busybox","Cmd":["sleep","1000"],"HostConfig":{"Memory":100663296,"MemorySwap":201326592}}""", Look.Status)];
        if (running) steps.Add(new("start", "POST", "/containers/case/start"));
        steps.Add(new("update", "POST", "/containers/case/update", body.ToJsonString()));
        steps.Add(new("inspect", "GET", "/containers/case/json"));
        return new($"update {string.Join(" ", set.Select(field => $"{field.Field}={field.Value}"))} {(running ? "running" : "created")}", steps);
    }
}
