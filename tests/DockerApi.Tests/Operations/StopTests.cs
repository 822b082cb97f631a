using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>Stopping with what the caller chooses, and removing at once.</summary>
public sealed class StopTests(ApiPanel panel) : ApiTest(panel)
{
    [Theory]
    [InlineData("", 4)]
    [InlineData("&signal=USR1", 5)]
    [InlineData("&signal=SIGUSR1", 5)]
    public async Task Stop_WithASignal_SendsThatOne(string query, int exitCode)
    {
        var id = await Api.RunAsync("trap 'exit 4' TERM; trap 'exit 5' USR1; echo ready; while :; do sleep 0.05; done");
        await Poll.UntilAsync(async () => (await Api.SendAsync(HttpMethod.Get, $"/containers/{id}/logs?stdout=1")).Contains("ready", StringComparison.Ordinal), "it has set its traps", cancellationToken: Cancellation);
        await Api.PostAsync($"/containers/{id}/stop?t=30{query}");
        Assert.Equal(exitCode, await Api.WaitAsync(id));
        await Api.PostAsync($"/containers/{id}/restart?t=0{query}");
        Assert.True((await Api.GetAsync($"/containers/{id}/json")).GetProperty("State").GetProperty("Running").GetBoolean());
    }

    [Fact]
    public async Task Remove_ByManyAtOnce_TellsTheLatecomersInDockersWords()
    {
        for (var round = 0; round < 5; round++)
        {
            var id = await Api.CreateAsync("true", name: "contended");
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Api.AskAsync(HttpMethod.Delete, "/containers/contended?force=1")));
            Assert.Single(answers, answer => (int)answer.Status == 204);
            Assert.All(answers.Where(answer => (int)answer.Status != 204), late => Assert.Contains(late.Body.Trim(), (string[])
            [
                "{\"message\":\"No such container: contended\"}",
                $"{{\"message\":\"No such container: {id}\"}}",
                "{\"message\":\"The removal of container contended is already in progress\"}",
            ]));
        }
    }
}
