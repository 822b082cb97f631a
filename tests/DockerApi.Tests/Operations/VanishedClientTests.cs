using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>Clients that leave without closing cost the panel nothing permanently.</summary>
public sealed class VanishedClientTests(ApiPanel panel) : ApiTest(panel)
{
    private const int OfEachKind = 25;

    // What the runtime opens and closes by itself meanwhile.
    private const int Slack = 8;

    [Fact]
    public async Task Streams_WhoseClientsVanish_LeaveNoDescriptorAndNoFollower()
    {
        var id = await Api.RunAsync("while :; do echo line; sleep 0.05; done");
        await Api.GetAsync($"/containers/{id}/stats?stream=0&one-shot=1");
        var before = Descriptors();
        List<HttpResponseMessage> open = [];
        for (var i = 0; i < OfEachKind; i++)
        {
            open.Add(await Api.OpenAsync(HttpMethod.Get, $"/containers/{id}/logs?stdout=1&follow=1"));
            open.Add(await Api.OpenAsync(HttpMethod.Get, "/events"));
            open.Add(await Api.OpenAsync(HttpMethod.Get, $"/containers/{id}/stats"));
            open.Add(await Api.OpenAsync(HttpMethod.Post, $"/containers/{id}/wait?condition=removed"));
        }

        Assert.True(Descriptors() >= before + open.Count, "a hundred streams are open");
        foreach (var answer in open) answer.Dispose();
        await Poll.UntilAsync(() => Task.FromResult(Descriptors() <= before + Slack), "the panel has closed what the clients left", cancellationToken: Cancellation);
        Assert.Equal("running", (await Api.GetAsync($"/containers/{id}/json")).GetProperty("State").GetProperty("Status").GetString());
    }

    private int Descriptors() => Directory.EnumerateFileSystemEntries($"/proc/{Panel.Process.Id}/fd").Count();
}
