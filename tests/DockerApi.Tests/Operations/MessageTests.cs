using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>The words of Docker 26.1.5 that clients match on. What stands around them may be better.</summary>
public sealed class MessageTests(ApiPanel panel) : ApiTest(panel)
{
    private const string Running = "running", Paused = "paused", Created = "created", Restarting = "restarting";

    [Theory]
    [InlineData(Running, "DELETE", "/containers/{name}", null, 409, "container is running: stop the container before removing or force remove")]
    [InlineData(Paused, "DELETE", "/containers/{name}", null, 409, "container is paused and must be unpaused first")]
    [InlineData(Restarting, "DELETE", "/containers/{name}", null, 409, "container is restarting: stop the container before removing or force remove")]
    [InlineData(Running, "POST", "/containers/{name}/start", null, 304, "")]
    [InlineData(Created, "POST", "/containers/{name}/stop", null, 304, "")]
    [InlineData(Paused, "POST", "/containers/{name}/start", null, 409, "cannot start a paused container, try unpause instead")]
    [InlineData(Running, "POST", "/containers/{name}/unpause", null, 409, "is not paused")]
    [InlineData(Paused, "POST", "/containers/{name}/pause", null, 409, "is already paused")]
    [InlineData(Created, "POST", "/containers/{name}/pause", null, 409, "container {id} is not running")]
    [InlineData(Restarting, "POST", "/containers/{name}/pause", null, 409, "is restarting, wait until the container is running")]
    [InlineData(Created, "POST", "/containers/{name}/kill", null, 409, "annot kill container: {name}: container {id} is not running")]
    [InlineData(Created, "POST", "/containers/{name}/exec", """{"Cmd":["true"]}""", 409, "container {id} is not running")]
    [InlineData(Paused, "POST", "/containers/{name}/exec", """{"Cmd":["true"]}""", 409, "Container {name} is paused, unpause the container before exec")]
    [InlineData(Restarting, "POST", "/containers/{name}/exec", """{"Cmd":["true"]}""", 409, "is restarting, wait until the container is running")]
    [InlineData(Running, "POST", "/containers/{name}/exec", """{"Cmd":[]}""", 400, "No exec command specified")]
    [InlineData(Paused, "POST", "/containers/{name}/attach?stream=1&stdout=1", null, 409, "{name} is paused, unpause the container before attach")]
    [InlineData(Restarting, "POST", "/containers/{name}/attach?stream=1&stdout=1", null, 409, "{name} is restarting, wait until the container is running")]
    [InlineData(Created, "POST", "/containers/{name}/resize?h=10&w=10", null, 409, "container {id} is not running")]
    [InlineData(Created, "POST", "/containers/{name}/rename?name={name}", null, 400, "Renaming a container with the same name as its current name")]
    [InlineData(Created, "POST", "/containers/create?name={name}", """{"Image":"busybox"}""", 409, "The container name \"/{name}\" is already in use by container \"{id}\"")]
    [InlineData(Created, "POST", "/containers/create", """{"Image":"nosuch"}""", 404, "No such image: nosuch:latest")]
    [InlineData(Created, "POST", "/containers/create", """{"Image":"busybox","HostConfig":{"LogConfig":{"Type":"nosuch"}}}""", 400, "error looking up logging plugin nosuch: plugin \"nosuch\" not found")]
    [InlineData(Created, "POST", "/containers/create", """{"Image":"busybox","HostConfig":{"Binds":["/etc:/x","/usr:/x"]}}""", 400, "Duplicate mount point: /x")]
    [InlineData(Created, "GET", "/containers/nosuch/json", null, 404, "No such container: nosuch")]
    [InlineData(Created, "POST", "/containers/nosuch/kill", null, 404, "No such container: nosuch")]
    [InlineData(Created, "DELETE", "/containers/nosuch?force=1", null, 404, "No such container: nosuch")]
    [InlineData(Created, "GET", "/images/nosuch/json", null, 404, "No such image: nosuch:latest")]
    [InlineData(Created, "DELETE", "/images/nosuch", null, 404, "No such image: nosuch:latest")]
    [InlineData(Created, "GET", "/volumes/nosuch", null, 404, "get nosuch: no such volume")]
    [InlineData(Created, "DELETE", "/volumes/nosuch", null, 404, "get nosuch: no such volume")]
    [InlineData(Created, "DELETE", "/volumes/held", null, 409, "volume is in use - [{id}]")]
    [InlineData(Created, "GET", "/networks/nosuch", null, 404, "network nosuch not found")]
    [InlineData(Created, "GET", "/exec/nosuch/json", null, 404, "No such exec instance: nosuch")]
    [InlineData(Created, "POST", "/exec/nosuch/start", "{}", 404, "No such exec instance: nosuch")]
    public async Task Refusal_HasDockersWords(string state, string method, string path, string? body, int expected, string words)
    {
        const string name = "worded";
        var id = await Api.CreateAsync(state == Restarting ? "exit 1" : "exec sleep 1000", "\"HostConfig\":{\"Binds\":[\"held:/held\"]" + (state == Restarting ? ",\"RestartPolicy\":{\"Name\":\"always\"}}" : "}"), name);
        if (state != Created) await Api.PostAsync($"/containers/{id}/start");
        if (state == Paused) await Api.PostAsync($"/containers/{id}/pause");
        if (state == Restarting) await Poll.UntilAsync(async () => await LongRestartAsync(id), "it waits for its next start", cancellationToken: Cancellation);
        var (status, answer) = await Api.AskAsync(new HttpMethod(method), path.Replace("{name}", name, StringComparison.Ordinal), body is null ? null : ApiClient.Json(body));
        Assert.True(expected == (int)status, $"{(int)status}: {answer}");
        if (words.Length == 0) return;
        var message = JsonElement.Parse(answer).GetProperty("message").GetString();
        Assert.Contains(words.Replace("{name}", name, StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal), message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithATakenPort_HasDockersWordsAndSaysWhoHasIt()
    {
        const string ports = """ "HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"18131"}]}} """;
        await Api.RunAsync("exec sleep 1000", ports, "first");
        var second = await Api.CreateAsync("exec sleep 1000", ports);
        var (status, answer) = await Api.AskAsync(HttpMethod.Post, $"/containers/{second}/start");
        Assert.Equal(409, (int)status);
        Assert.Contains("Bind for 0.0.0.0:18131 failed: port is already allocated: the container first publishes it", answer, StringComparison.Ordinal);
    }

    // After five failures the back-off is over 1.6 s, longer than a call takes, also on a busy machine. The state is the same while the next start is under way,
    // so only one that has just ended counts.
    private async Task<bool> LongRestartAsync(string id)
    {
        var all = await Api.GetAsync($"/containers/{id}/json");
        var state = all.GetProperty("State");
        return all.GetProperty("RestartCount").GetInt32() >= 5 && state.GetProperty("Status").GetString() == Restarting
            && DateTimeOffset.UtcNow - state.GetProperty("FinishedAt").GetDateTimeOffset() < TimeSpan.FromSeconds(0.7);
    }
}
