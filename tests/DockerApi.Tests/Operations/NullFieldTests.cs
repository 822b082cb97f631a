using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>Null means "not given" in every field of every body, as in Go; docker-py always sends it in health checks.</summary>
public sealed partial class NullFieldTests(ApiPanel panel) : ApiTest(panel)
{
    /// <summary>Path, the rest of the body, and the name that a map's entry has.</summary>
    public static TheoryData<string, string, string> Bodies => new()
    {
        { "/containers/create", """{"Image":"busybox"}""", "80/tcp" },
        { "/containers/{id}/update", "{}", "x" },
        { "/containers/{id}/exec", """{"Cmd":["true"]}""", "x" },
        { "/exec/{id}/start", """{"Detach":true}""", "x" },
        { "/volumes/create", "{}", "x" },
        { "/networks/create", """{"Name":"nulls"}""", "x" },
        { "/networks/{id}/connect", "{}", "x" },
        { "/networks/{id}/disconnect", "{}", "x" },
        { "/commit", "{}", "80/tcp" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Null_InAFieldOfABody_IsAnsweredAsIfTheFieldWereLeftOut(string path, string rest, string name)
    {
        var description = ApiDescription.Load();
        Assert.SkipWhen(description is null, "Docker's description of its API does not lie beside the checkout.");
        var id = await Api.RunAsync("exec sleep 1000", name: "nulls");
        List<string> differences = [];
        var ways = description.BodyProperties(path, "post");
        Assert.NotEmpty(ways);
        foreach (var way in ways)
        {
            var left = await AskAsync(path, id, ApiDescription.Body((JsonObject)JsonNode.Parse(rest)!, way, NameOf(way, name), withNull: false));
            var nothing = await AskAsync(path, id, ApiDescription.Body((JsonObject)JsonNode.Parse(rest)!, way, NameOf(way, name), withNull: true));
            if (left != nothing) differences.Add($"{string.Join('.', way)}: {left} without it, {nothing} with null");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <summary>In every list and map, and where a list or a map is put that the field is not: <c>GroupAdd:[null]</c> was a fault of the panel's once.</summary>
    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Null_InAListOrAMap_IsNoFaultOfThePanel(string path, string rest, string name)
    {
        var description = ApiDescription.Load();
        Assert.SkipWhen(description is null, "Docker's description of its API does not lie beside the checkout.");
        var id = await Api.RunAsync("exec sleep 1000", name: "nulls");
        List<string> faults = [];
        foreach (var way in description.BodyElements(path, "post"))
        {
            var answer = await AskAsync(path, id, ApiDescription.Body((JsonObject)JsonNode.Parse(rest)!, way, NameOf(way, name), withNull: true));
            if (answer.StartsWith("500", StringComparison.Ordinal)) faults.Add($"{string.Join('.', way)}: {answer}");
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Null_AmongTexts_IsAnEmptyOne()
    {
        var id = await Api.CreateAsync("true", """
            "Labels":{"a":null,"b":"c"},"HostConfig":{"LogConfig":{"Type":"json-file","Config":{"labels":null}},"Tmpfs":{"/t":null},"DnsSearch":null},
            "Healthcheck":{"Test":["CMD","true"],"Interval":null,"Timeout":null,"Retries":null,"StartPeriod":null}
            """);
        AssertJson("""{"Labels":{"a":"","b":"c"},"Healthcheck":{"Test":["CMD","true"]}}""", (await Api.GetAsync($"/containers/{id}/json")).GetProperty("Config"));
    }

    private static string NameOf(string[] way, string name) => way.Contains("EndpointsConfig") ? "bridge" : name;

    /// <summary>Status and message, without what is another one each time.</summary>
    private async Task<string> AskAsync(string path, string id, JsonObject body)
    {
        if (path.StartsWith("/exec/", StringComparison.Ordinal)) id = Id(await Api.PostAsync($"/containers/{id}/exec", """{"Cmd":["true"]}"""));
        var query = path == "/commit" ? $"?container={id}&repo=nulls&pause=0" : "";
        var (status, answer) = await Api.AskAsync(HttpMethod.Post, path.Replace("{id}", id, StringComparison.Ordinal) + query, ApiClient.Json(body.ToJsonString()));
        var made = path == "/containers/create" && (int)status == 201 ? await TakeAsync(Id(answer)) : "";
        return $"{(int)status} {((int)status < 400 ? made : Varying().Replace(answer, "ID"))}";
    }

    /// <summary>What a container was made with, without what is another one each time; it is removed.</summary>
    private async Task<string> TakeAsync(string id)
    {
        var details = JsonNode.Parse((await Api.GetAsync($"/containers/{id}/json")).GetRawText())!.AsObject();
        await Api.RemoveAsync(id);
        details.Remove("Name");
        details.Remove("Created");
        return details.ToJsonString().Replace(id, "ID", StringComparison.Ordinal).Replace(id[..12], "ID", StringComparison.Ordinal);
    }

    private static string Id(string answer) => JsonElement.Parse(answer).GetProperty("Id").GetString()!;

    // A refusal shows what it refuses.
    [GeneratedRegex("[0-9a-f]{12,64}|(?<= is set to ).*(?=, but )")]
    private static partial Regex Varying();
}
