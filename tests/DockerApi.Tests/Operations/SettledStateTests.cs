using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>When a call has returned, its effect has happened: the next call sees it.</summary>
public sealed class SettledStateTests(ApiPanel panel) : ApiTest(panel)
{
    private const string Sleep = "exec sleep 1000";

    [Fact]
    public async Task Kill_OnceAnswered_IsSeenByInspectStartAndRemove()
    {
        var id = await Api.CreateAsync(Sleep);
        for (var round = 0; round < 10; round++)
        {
            Assert.Equal(HttpStatusCode.NoContent, await PostAsync(id, "start"));
            if (round % 2 == 1) await Api.PostAsync($"/containers/{id}/pause");
            await Api.PostAsync($"/containers/{id}/kill");
            var state = (await Api.GetAsync($"/containers/{id}/json")).GetProperty("State");
            Assert.Equal(("exited", 137), (state.GetProperty("Status").GetString(), state.GetProperty("ExitCode").GetInt32()));
        }

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(id, "start"));
        await Api.PostAsync($"/containers/{id}/kill?signal=9");
        Assert.Equal(HttpStatusCode.NoContent, (await Api.AskAsync(HttpMethod.Delete, $"/containers/{id}")).Status);
    }

    [Theory]
    [InlineData("start", HttpStatusCode.NoContent)]
    [InlineData("stop", HttpStatusCode.NotModified)]
    [InlineData("restart?t=0", HttpStatusCode.NoContent)]
    [InlineData("kill", HttpStatusCode.Conflict)]
    [InlineData("pause", HttpStatusCode.Conflict)]
    [InlineData("update", HttpStatusCode.OK)]
    public async Task Verb_RightAfterTheProgramHasEnded_FindsAContainerThatHasExited(string verb, HttpStatusCode expected)
    {
        var id = await Api.CreateAsync(Sleep);
        for (var round = 0; round < 5; round++)
        {
            await Api.PostAsync($"/containers/{id}/start");
            await EndFromOutsideAsync(id);
            var body = verb == "update" ? ApiClient.Json("{\"CpuShares\":512}") : null;
            var (status, text) = await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/{verb}", body);
            Assert.True(status == expected, $"{verb} answered {(int)status}: {text}");
            await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/kill");
        }
    }

    [Fact]
    public async Task Commit_WhileTheProgramEnds_MakesTheImage()
    {
        for (var round = 0; round < 8; round++)
        {
            var id = await Api.RunAsync($"i=0; while [ $i -lt {round * 20} ]; do i=$((i + 1)); done");
            var (status, body) = await Api.AskAsync(HttpMethod.Post, $"/commit?container={id}&repo=raced&tag=r{round}");
            Assert.True(status == HttpStatusCode.Created, body);
            Assert.Equal(0, await Api.WaitAsync(id));
            await Api.SendAsync(HttpMethod.Delete, $"/images/raced:r{round}");
        }
    }

    [Fact]
    public async Task Commit_OfAContainerThatIsKilledMeanwhile_IsNoFault()
    {
        for (var round = 0; round < 5; round++)
        {
            var id = await Api.RunAsync("head -c 3000000 /dev/urandom > /file; exec sleep 1000");
            var commit = Api.AskAsync(HttpMethod.Post, $"/commit?container={id}&repo=killed&tag=r{round}");
            await Api.PostAsync($"/containers/{id}/kill");
            var (status, body) = await commit;
            Assert.True(status == HttpStatusCode.Created, body);
            Assert.Equal("exited", (await Api.GetAsync($"/containers/{id}/json")).GetProperty("State").GetProperty("Status").GetString());
            await Api.SendAsync(HttpMethod.Delete, $"/images/killed:r{round}");
        }
    }

    [Fact]
    public async Task Exec_MadeBeforeAStop_DoesNotRunAfterIt()
    {
        var id = await Api.RunAsync(Sleep);
        var exec = JsonElement.Parse(await Api.PostAsync($"/containers/{id}/exec", """{"Cmd":["touch","/ran"]}""")).GetProperty("Id").GetString();
        await Api.PostAsync($"/containers/{id}/restart?t=0");
        var (status, body) = await Api.AskAsync(HttpMethod.Post, $"/exec/{exec}/start", ApiClient.Json("""{"Detach":true}"""));
        Assert.Equal((HttpStatusCode.NotFound, $"{{\"message\":\"No such exec instance: {exec}\"}}"), (status, body.Trim()));
        Assert.Equal(HttpStatusCode.NotFound, (await Api.AskAsync(HttpMethod.Head, $"/containers/{id}/archive?path=/ran")).Status);
    }

    [Fact]
    public async Task Start_OfAPausedContainer_IsAConflict()
    {
        var id = await Api.RunAsync(Sleep);
        await Api.PostAsync($"/containers/{id}/pause");
        var (status, body) = await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/start");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("cannot start a paused container, try unpause instead", body, StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> PostAsync(string id, string verb) => (await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/{verb}")).Status;

    // Nothing of the panel has waited for this end.
    private async Task EndFromOutsideAsync(string id)
    {
        var pid = (await Api.GetAsync($"/containers/{id}/json")).GetProperty("State").GetProperty("Pid").GetInt32();
        using var process = Process.GetProcessById(pid);
        process.Kill();
        await Poll.UntilAsync(() => Task.FromResult(HasEnded(pid)), "the kernel has ended it", cancellationToken: Cancellation);
    }

    private static bool HasEnded(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1][0] is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true; // Reaped.
        }
    }
}
