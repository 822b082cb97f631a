using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>Every operation that docs/docker-api.md calls implemented, with an unknown object, with unknown fields, and with bodies that
/// are malformed, cut off or of another type.</summary>
public sealed partial class EveryOperationTests(ApiPanel panel) : ApiTest(panel)
{
    // The query that an operation needs to get as far as its object.
    private static readonly Dictionary<string, string> Queries = new()
    {
        ["GET /containers/{id}/logs"] = "?stdout=1",
        ["POST /containers/{id}/attach"] = "?stream=1&stdout=1",
        ["POST /containers/{id}/resize"] = "?h=1&w=1",
        ["POST /containers/{id}/rename"] = "?name=other",
        ["HEAD /containers/{id}/archive"] = "?path=/etc",
        ["GET /containers/{id}/archive"] = "?path=/etc",
        ["PUT /containers/{id}/archive"] = "?path=/etc",
        ["POST /images/{name}/tag"] = "?repo=other",
        ["POST /images/create"] = "?fromSrc=-",
        ["POST /exec/{id}/resize"] = "?h=1&w=1",
        ["POST /commit"] = "?container={id}",
    };

    // Operations with a JSON body, and the smallest valid body.
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["POST /containers/create"] = """{"Image":"busybox","Cmd":["true"]}""",
        ["POST /containers/{id}/update"] = """{"CpuShares":512}""",
        ["POST /containers/{id}/exec"] = """{"Cmd":["true"]}""",
        ["POST /exec/{id}/start"] = """{"Detach":true}""",
        ["POST /commit"] = """{"Cmd":["true"]}""",
        ["POST /volumes/create"] = """{"Name":"made"}""",
        // Nobody listens there.
        ["POST /auth"] = """{"username":"a","password":"b","serveraddress":"127.0.0.1:1"}""",
    };

    private static readonly string[] Archives = ["PUT /containers/{id}/archive", "POST /images/load", "POST /images/create"];

    // Asks a registry, which this test does not have; SkopeoTests and DockerRegistryTests do.
    private const string OfARegistry = "GET /distribution/{name}/json";

    public static TheoryData<string> OnObjects => [.. Implemented().Where(operation => operation.Contains('{', StringComparison.Ordinal) && operation != OfARegistry)];

    public static TheoryData<string> WithJson => [.. Bodies.Keys];

    public static TheoryData<string> WithBodies => [.. Bodies.Keys, .. Archives];

    [Fact]
    public void Operations_OfThisTest_AreThoseOfTheTable()
    {
        var implemented = Implemented().ToHashSet();
        Assert.Empty(Bodies.Keys.Concat(Archives).Concat(Queries.Keys).Append(OfARegistry).Except(implemented));
        Assert.True(implemented.Count > 50, $"{implemented.Count} operations in the table");
    }

    [Theory]
    [MemberData(nameof(OnObjects))]
    public async Task Operation_OnAnUnknownObject_IsNotFound(string operation)
    {
        var (status, body) = await AskAsync(operation, "nosuch", Bodies.GetValueOrDefault(operation));
        Assert.Equal((404, body), (status, body));
        // A HEAD has no body.
        if (!operation.StartsWith("HEAD", StringComparison.Ordinal)) Assert.Contains("nosuch", MessageOf(body), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WithJson))]
    public async Task Body_ThatIsTornOrOfAnotherType_IsRefusedAndChangesNothing(string operation)
    {
        var id = await ObjectAsync(operation);
        var before = await StateAsync();
        foreach (var text in new[] { "[]", "7", "\"text\"", Bodies[operation][..^1], "{\"a\":", Bodies[operation] + "{}", "\u0000" })
        {
            var (status, body) = await AskAsync(operation, id, text);
            Assert.Equal((400, text, body), (status, text, body));
            Assert.Contains(text is "[]" or "7" or "\"text\"" ? "must be a JSON object" : "not valid JSON", MessageOf(body), StringComparison.Ordinal);
        }

        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [MemberData(nameof(WithJson))]
    public async Task Body_WithFieldsThatNobodyKnows_DoesWhatTheOthersSay(string operation)
    {
        var id = await ObjectAsync(operation);
        var (status, body) = await AskAsync(operation, id, Bodies[operation][..^1] + ",\"NotOfDocker\":{\"x\":[1,null]},\"nor\":7}");
        Assert.True(operation == "POST /auth" ? status == 500 || status == 401 : status is >= 200 and < 300, $"{status} {body}");
    }

    [Theory]
    [MemberData(nameof(WithBodies))]
    public async Task Body_ThatIsCutOff_ChangesNothing(string operation)
    {
        var id = await ObjectAsync(operation);
        var before = await StateAsync();
        var text = Bodies.GetValueOrDefault(operation) ?? new string('x', 512);
        using (var connection = await Panel.ConnectAsync())
        {
            var (method, path) = Place(operation, id);
            var kind = Bodies.ContainsKey(operation) ? "application/json" : "application/x-tar";
            await connection.WriteAsync(Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\nHost: docker\r\nContent-Type: {kind}\r\nContent-Length: 4096\r\n\r\n{text}"), Cancellation);
            connection.Socket.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(connection);
            var answer = await reader.ReadToEndAsync(Cancellation);
            // It is closed without an answer, or refused.
            Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), answer);
        }

        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [InlineData("POST /containers/{id}/start", "POST /containers/{id}/kill", "POST /containers/{id}/pause", "POST /containers/{id}/unpause", "POST /containers/{id}/resize", "GET /containers/{id}/top", "POST /containers/{id}/exec")]
    public async Task Operation_ThatNeedsARunningContainer_IsRefusedOnOneThatIsNot(string start, params string[] operations)
    {
        var id = await Api.CreateAsync("exec sleep 1000", "\"Tty\":true");
        foreach (var operation in operations)
        {
            var (status, body) = await AskAsync(operation, id, Bodies.GetValueOrDefault(operation));
            Assert.Equal((409, operation, body), (status, operation, body));
            Assert.NotEmpty(MessageOf(body));
        }

        Assert.Equal(204, (await AskAsync(start, id, null)).Status);
    }

    [Fact]
    public async Task Operation_ThatAPausedContainerCannotDo_IsRefused()
    {
        var id = await Api.RunAsync("exec sleep 1000", "\"Tty\":true");
        await Api.PostAsync($"/containers/{id}/pause");
        foreach (var operation in new[] { "POST /containers/{id}/pause", "POST /containers/{id}/attach", "POST /containers/{id}/exec", "DELETE /containers/{id}" })
        {
            var (status, body) = await AskAsync(operation, id, Bodies.GetValueOrDefault(operation));
            Assert.Equal((409, operation, body), (status, operation, body));
        }
    }

    private static IEnumerable<string> Implemented() =>
        Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/docker-api.md"))).Select(row => row.Groups[1].Value);

    private async Task<(int Status, string Body)> AskAsync(string operation, string id, string? json)
    {
        var (method, path) = Place(operation, id);
        var (status, body) = await Api.AskAsync(new HttpMethod(method), path, json is null ? null : ApiClient.Json(json));
        return ((int)status, body);
    }

    private static (string Method, string Path) Place(string operation, string id)
    {
        var parts = operation.Split(' ');
        return (parts[0], (parts[1] + Queries.GetValueOrDefault(operation)).Replace("{id}", id, StringComparison.Ordinal).Replace("{name}", id, StringComparison.Ordinal));
    }

    // The operation's object: a running container, or an exec in one that has not begun.
    private async Task<string> ObjectAsync(string operation)
    {
        if (!Place(operation, "{}").Path.Contains("{}", StringComparison.Ordinal)) return "";
        var id = await Api.RunAsync("exec sleep 1000");
        if (!operation.Contains("/exec/", StringComparison.Ordinal)) return id;
        return JsonElement.Parse(await Api.PostAsync($"/containers/{id}/exec", Bodies["POST /containers/{id}/exec"])).GetProperty("Id").GetString()!;
    }

    private async Task<string> StateAsync()
    {
        List<string> all = [];
        foreach (var path in new[] { "/containers/json?all=1", "/images/json?all=1", "/volumes" }) all.Add(Elapsed().Replace(await Api.SendAsync(HttpMethod.Get, path), ""));
        foreach (var container in (await Api.GetAsync("/containers/json")).EnumerateArray())
        {
            var id = container.GetProperty("Id").GetString();
            all.Add(await Api.SendAsync(HttpMethod.Get, $"/containers/{id}/json"));
            all.Add(await Api.SendAsync(HttpMethod.Get, $"/containers/{id}/changes"));
        }

        return string.Join('\n', all);
    }

    private static string MessageOf(string body) => JsonElement.Parse(body).GetProperty("message").GetString()!;

    [GeneratedRegex(@"^\| `([A-Z]+ [^`]+)` \| implemented \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    // How long it has been up.
    [GeneratedRegex("\"Status\":\"[^\"]*\"")]
    private static partial Regex Elapsed();
}
