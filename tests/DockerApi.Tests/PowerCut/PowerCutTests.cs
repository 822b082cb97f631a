using Panel.DockerApi.Tests.Fixtures;
using Panel.Engine.Native;
using Panel.Tests.Shared;
using Panel.Tests.Shared.Registries;

namespace Panel.DockerApi.Tests.PowerCut;

/// <summary>What is answered is on the disk, and what the disk has is whole, whatever the file system orders by itself (ADR 0003).</summary>
public sealed class PowerCutTests(ApiPanel shared) : ApiTest(shared)
{
    [Fact]
    public async Task Records_OfEveryOperation_AreSyncedBeforeTheirNamesAndTheAnswers()
    {
        await using var registry = new FakeRegistry();
        var busybox = TestLayer.OfTar(await File.ReadAllBytesAsync(Panel.BusyboxTar, Cancellation));
        var pulled = registry.Add(new TestImage([busybox, TestLayer.OfFile("zstd", new byte[5000], "zstd")]));
        await using var panel = await PanelProcess.StartAsync(cancellationToken: Cancellation);
        using var api = new ApiClient(panel.Roots.Paths.RunRoot + "/docker.sock");
        await using var recorder = await SystemCallRecorder.StartAsync(panel.Id, Cancellation);
        var promises = await WorkAsync(api, panel.Roots.Paths, pulled);
        var containers = panel.Roots.Paths.ContainersRoot;
        await Poll.UntilAsync(
            () => Task.FromResult(!Directory.EnumerateFiles(containers, "*.draft", SearchOption.AllDirectories).Any()),
            "every draft is a file",
            cancellationToken: Cancellation);
        var calls = await recorder.StopAsync(Cancellation);

        var rules = new PowerCutRules(panel.Roots.Paths.DataRoot);
        rules.Check(calls);
        Assert.Empty(rules.Faults);
        foreach (var (path, asked, answered) in promises)
            Assert.True(
                rules.Names.Exists(name => name.Path == path && name.Renamed >= asked && name.Kept <= answered),
                $"{path} was to be on the disk from {asked:O} to {answered:O}; it was: {string.Join(", ", rules.Names.Where(name => name.Path == path))}");
        // The others are there within a second, and were seen here.
        Assert.Contains(rules.Names, name => name.Path.EndsWith("/config.copy.json", StringComparison.Ordinal));
    }

    private async Task<List<(string Path, DateTimeOffset Asked, DateTimeOffset Answered)>> WorkAsync(ApiClient api, EnginePaths paths, string pulled)
    {
        List<(string, DateTimeOffset, DateTimeOffset)> promises = [];
        var index = paths.ImagesRoot + "/index.json";
        await PromisedAsync(index, () => Panel.ImportBusyboxAsync(api));
        await PromisedAsync(index, () => api.SendAsync(HttpMethod.Post, $"/images/create?fromImage={Uri.EscapeDataString(pulled)}"));
        await PromisedAsync(index, () => api.PostAsync("/images/busybox/tag?repo=other&tag=latest"));
        await PromisedAsync(paths.Volume("kept"), () => api.PostAsync("/volumes/create", """{"Name":"kept"}"""));

        var asked = DateTimeOffset.UtcNow;
        var id = await api.CreateAsync("while :; do sleep 1; done", """
            "HostConfig":{"Binds":["kept:/v"]}
            """, "first");
        promises.Add((paths.Container(id), asked, DateTimeOffset.UtcNow));
        await PromisedAsync(paths.ContainerConfig(id), () => api.PostAsync($"/containers/{id}/rename?name=second"));
        await PromisedAsync(paths.ContainerConfig(id), () => api.PostAsync($"/containers/{id}/update", """{"RestartPolicy":{"Name":"unless-stopped"}}"""));
        // A restart policy goes by it.
        await PromisedAsync(paths.ContainerState(id), () => api.PostAsync($"/containers/{id}/start"));
        await PromisedAsync(paths.ContainerState(id), () => api.PostAsync($"/containers/{id}/stop?t=0"));
        await PromisedAsync(paths.ContainerState(id), () => api.PostAsync($"/containers/{id}/start"));
        await PromisedAsync(index, () => api.PostAsync($"/commit?container={id}&repo=committed"));
        await PromisedAsync(paths.ContainerState(id), () => api.PostAsync($"/containers/{id}/kill"));

        var ends = await api.RunAsync("exit 3");
        Assert.Equal(3, await api.WaitAsync(ends));
        await api.PostAsync($"/containers/{ends}/start");
        Assert.Equal(3, await api.WaitAsync(ends));
        using var saved = await api.OpenAsync(HttpMethod.Get, "/images/committed/get");
        var archive = await saved.Content.ReadAsByteArrayAsync(Cancellation);
        await PromisedAsync(index, () => api.SendAsync(HttpMethod.Delete, "/images/committed"));
        await PromisedAsync(index, () => api.SendAsync(HttpMethod.Post, "/images/load", new ByteArrayContent(archive)));
        await api.RemoveAsync(id);
        await api.SendAsync(HttpMethod.Delete, "/volumes/kept");
        return promises;

        async Task PromisedAsync(string path, Func<Task> work)
        {
            var from = DateTimeOffset.UtcNow;
            await work();
            promises.Add((path, from, DateTimeOffset.UtcNow));
        }
    }

    [Theory]
    [InlineData("a file that was not synced", "a got its name before the disk had a.tmp", "write a.tmp", "rename a.tmp a", "sync .")]
    [InlineData("a name that was not synced", "a got its name, and its directory was never synced", "write a.tmp", "sync a.tmp", "rename a.tmp a")]
    [InlineData("a file in place", "a is written in place", "write a", "sync a")]
    public void Rules_BrokenByOneCall_TellIt(string _, string fault, params string[] calls)
    {
        var rules = new PowerCutRules("/data");
        rules.Check(calls.Select(call => call.Split(' ')).Select(words => new FileCall(
            DateTimeOffset.UnixEpoch, words[0] switch { "write" => FileAction.Write, "rename" => FileAction.Rename, _ => FileAction.Sync },
            words[1] == "." ? "/data" : "/data/" + words[1], words.Length > 2 ? "/data/" + words[2] : "")));
        Assert.Equal([fault], rules.Faults);
    }
}
