using System.Net;
using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>Inspect reports the request as given, contradictions are refused in Docker's words, and commits keep the settings of both
/// sides.</summary>
public sealed class EchoTests(ApiPanel panel) : ApiTest(panel)
{
    /// <summary>Options that contradict each other, and Docker's sentence.</summary>
    public static TheoryData<string, string> Conflicts => new()
    {
        { """ "Hostname":"h","HostConfig":{"NetworkMode":"container:x"}""", "conflicting options: hostname and the network mode" },
        { """ "HostConfig":{"NetworkMode":"container:x","Links":["a:b"]}""", "conflicting options: container type network can't be used with links. This would result in undefined behavior" },
        { """ "HostConfig":{"NetworkMode":"container:x","Dns":["192.0.2.1"]}""", "conflicting options: dns and the network mode" },
        { """ "HostConfig":{"NetworkMode":"container:x","ExtraHosts":["a:192.0.2.1"]}""", "conflicting options: custom host-to-IP mapping and the network mode" },
        { """ "MacAddress":"02:42:ac:11:00:02","HostConfig":{"NetworkMode":"container:x"}""", "conflicting options: mac-address and the network mode" },
        { """ "HostConfig":{"NetworkMode":"container:x","PortBindings":{"80/tcp":[{"HostPort":"18183"}]}}""", "conflicting options: port publishing and the container type network mode" },
        { """ "HostConfig":{"NetworkMode":"container:x","PublishAllPorts":true}""", "conflicting options: port publishing and the container type network mode" },
        { """ "ExposedPorts":{"80/tcp":{}},"HostConfig":{"NetworkMode":"container:x"}""", "conflicting options: port exposing and the container type network mode" },
        { """ "Hostname":"h","HostConfig":{"UTSMode":"host"}""", "conflicting options: hostname and the UTS mode" },
        { """ "HostConfig":{"NetworkMode":"host","Links":["a:b"]}""", "conflicting options: host type networking can't be used with links. This would result in undefined behavior" },
        { """ "HostConfig":{"AutoRemove":true,"RestartPolicy":{"Name":"always"}}""", "can't create 'AutoRemove' container with restart policy" },
        { """ "HostConfig":{"NetworkMode":"container:"}""", "Invalid network mode: invalid container format container:<name|id>" },
        { """ "HostConfig":{"NetworkMode":"container:nosuch"}""", "No such container: nosuch" },
        { """ "HostConfig":{"PidMode":"container:nosuch"}""", "No such container: nosuch" },
        { """ "HostConfig":{"IpcMode":"container:nosuch"}""", "No such container: nosuch" },
    };

    [Theory]
    [MemberData(nameof(Conflicts))]
    public async Task Create_WithOptionsThatContradictEachOther_IsRefusedInDockersWords(string members, string sentence)
    {
        var (status, body) = await Api.AskAsync(HttpMethod.Post, "/containers/create", ApiClient.Json($$"""{"Image":"busybox","Cmd":["true"],{{members}}}"""));
        Assert.Equal((HttpStatusCode.BadRequest, sentence), (status, JsonElement.Parse(body).GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Create_WithWhatHasNoEffectHere_TellsItAsItWasSaid()
    {
        var id = await Api.CreateAsync("true", """
            "Env":["NAME=value","BARE","HOME="],"Volumes":{"/anon":{},"/bound":{}},"Shell":["/bin/ash","-c"],"OnBuild":["RUN true"],
            "HostConfig":{"Binds":["kept:/bound"],"Runtime":"runc","Isolation":"default"}
            """);
        var told = await Api.GetAsync($"/containers/{id}/json");
        AssertJson("""{"Shell":["/bin/ash","-c"],"OnBuild":["RUN true"],"Volumes":{"/anon":{},"/bound":{}}}""", told.GetProperty("Config"));
        AssertJson("""{"Runtime":"runc","Isolation":"default","Binds":["kept:/bound"]}""", told.GetProperty("HostConfig"));
        Assert.Equal(["NAME=value", "BARE", "HOME="], Texts(told.GetProperty("Config").GetProperty("Env")).Take(3));
        Assert.Equal(["/anon", "/bound"], told.GetProperty("Mounts").EnumerateArray().Select(mount => mount.GetProperty("Destination").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Create_WithANameTwice_TellsTheLast()
    {
        var id = await Api.CreateAsync("true", """
            "HostConfig":{"Annotations":{"a":"1","a":"2"},
            "Mounts":[{"Type":"volume","Target":"/v","VolumeOptions":{"DriverConfig":{"Name":"local","Name":"local"}}}]}
            """);
        AssertJson("""{"Annotations":{"a":"2"}}""", (await Api.GetAsync($"/containers/{id}/json")).GetProperty("HostConfig"));
    }

    [Fact]
    public async Task Commit_WithEveryInstruction_HasTheEffectOfEach()
    {
        var id = await Api.CreateAsync("true", "\"Env\":[\"A=one\",\"B=two\"],\"Labels\":{\"own\":\"1\",\"both\":\"container\"},\"ExposedPorts\":{\"80/tcp\":{}},\"WorkingDir\":\"/srv\"");
        string[] changes =
        [
            "ENV A=three C=\"$A-${B}-${NONE:-x}-${B:+y}\" D='$A'", "ENV A three words", "ENV E=$A", "LABEL l=$B both=change", "EXPOSE 80 81-82/udp", "EXPOSE 80/tcp", "USER $B:$B", "VOLUME /v /w", "VOLUME [\"/v\"]",
            "WORKDIR sub/$B", "SHELL [\"/bin/ash\", \"-ec\"]", "CMD echo $A", "ENTRYPOINT [\"/bin/sh\"]", "ONBUILD RUN first", "ONBUILD ADD . /x", "STOPSIGNAL SIGINT", "HEALTHCHECK --interval=5s CMD true",
        ];
        var query = string.Concat(changes.Select(change => "&changes=" + Uri.EscapeDataString(change)));
        var made = JsonElement.Parse((await Api.AskAsync(HttpMethod.Post, $"/commit?container={id}&repo=changed{query}", ApiClient.Json("""{"Labels":{"body":"2","both":"body"}}"""))).Body);
        var config = (await Api.GetAsync($"/images/{made.GetProperty("Id").GetString()}/json")).GetProperty("Config");
        var environment = Texts(config.GetProperty("Env")).ToList();
        Assert.Equal(["A=three words", "B=two", "C=one-two-x-y", "D=$A", "E=three words"], environment.Where(variable => variable[1] == '=').Order(StringComparer.Ordinal));
        Assert.Equal(environment.Count, environment.Select(variable => variable.Split('=')[0]).Distinct().Count());
        AssertJson("""
            {"Labels":{"body":"2","both":"change","l":"two","own":"1"},"ExposedPorts":{"80/tcp":{},"81/udp":{},"82/udp":{}},"User":"two:two","Volumes":{"/v":{},"/w":{}},"WorkingDir":"/srv/sub/two",
             "Shell":["/bin/ash","-ec"],"Cmd":["/bin/ash","-ec","echo $A"],"Entrypoint":["/bin/sh"],"OnBuild":["RUN first","ADD . /x"],"StopSignal":"SIGINT"}
            """, config);
        AssertJson("""{"Test":["CMD-SHELL","true"],"Interval":5000000000}""", config.GetProperty("Healthcheck"));

        // A new entrypoint alone has no use for the former arguments.
        var bare = JsonElement.Parse((await Api.AskAsync(HttpMethod.Post, $"/commit?container={id}&changes=ENTRYPOINT%20%5B%22%2Fbin%2Fls%22%5D")).Body).GetProperty("Id").GetString();
        AssertJson("""{"Cmd":null,"Entrypoint":["/bin/ls"]}""", (await Api.GetAsync($"/images/{bare}/json")).GetProperty("Config"));
        foreach (var wrong in new[] { "NOSUCH x", "ENV", "ENV =x", "ENV A=\"open", "LABEL x", "SHELL sh", "ONBUILD FROM x", "EXPOSE 99999", "CMD [1]", "USER ${A" })
            Assert.Equal(HttpStatusCode.BadRequest, (await Api.AskAsync(HttpMethod.Post, $"/commit?container={id}&changes={Uri.EscapeDataString(wrong)}")).Status);
        foreach (var image in new[] { "changed", bare }) await Api.AskAsync(HttpMethod.Delete, $"/images/{image}");
    }

    [Fact]
    public async Task List_AfterTheTagWentToAnotherImage_ShowsTheId()
    {
        var first = await CommitAsync(await Api.CreateAsync("true"), "moved");
        var id = JsonElement.Parse((await Api.AskAsync(HttpMethod.Post, "/containers/create", ApiClient.Json("""{"Image":"moved","Cmd":["true"]}"""))).Body).GetProperty("Id").GetString()!;
        Assert.Equal("moved", (await RowAsync(id)).GetProperty("Image").GetString());
        await CommitAsync(id, "moved");
        Assert.Equal((first, first), ((await RowAsync(id)).GetProperty("Image").GetString(), (await RowAsync(id)).GetProperty("ImageID").GetString()));
        Assert.Equal("moved", (await Api.GetAsync($"/containers/{id}/json")).GetProperty("Config").GetProperty("Image").GetString());
        await Api.RemoveAsync(id);
        foreach (var image in new[] { "moved", first }) await Api.AskAsync(HttpMethod.Delete, $"/images/{image}");
    }

    [Fact]
    public async Task Prune_OfWhatWrote_TellsWhatItFreed()
    {
        var id = await Api.RunAsync("head -c 300000 /dev/zero >/file");
        await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/wait");
        var pruned = JsonElement.Parse((await Api.AskAsync(HttpMethod.Post, "/containers/prune")).Body);
        Assert.Contains(id, Texts(pruned.GetProperty("ContainersDeleted")));
        Assert.InRange(pruned.GetProperty("SpaceReclaimed").GetInt64(), 300_000, 400_000);
    }

    [Theory]
    [InlineData("-ef", "UID PID PPID C STIME TTY TIME CMD")]
    [InlineData("-e -f", "UID PID PPID C STIME TTY TIME CMD")]
    [InlineData("aux", "USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND")]
    [InlineData("auxww", "USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND")]
    [InlineData("a u x", "USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND")]
    [InlineData("c aux", "USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND")]
    [InlineData("ax", "PID TTY STAT TIME COMMAND")]
    [InlineData("-e", "PID TTY TIME CMD")]
    [InlineData("-eo pid,comm", "PID COMMAND")]
    [InlineData("axo pid,pcpu,pmem,args", "PID %CPU %MEM COMMAND")]
    [InlineData("-opid,user=WHO", "PID WHO")]
    public async Task Top_WithArgumentsOfPs_HasTheirColumns(string arguments, string titles)
    {
        var id = await Api.RunAsync("exec sleep 1000");
        var top = await Api.GetAsync($"/containers/{id}/top?ps_args={Uri.EscapeDataString(arguments)}");
        Assert.Equal(titles, string.Join(' ', Texts(top.GetProperty("Titles"))));
        Assert.Single(top.GetProperty("Processes").EnumerateArray());
        foreach (var wrong in new[] { "-o comm", "-Q", "--sort", "-o nosuch", "-o" })
            Assert.Equal(HttpStatusCode.BadRequest, (await Api.AskAsync(HttpMethod.Get, $"/containers/{id}/top?ps_args={Uri.EscapeDataString(wrong)}")).Status);
    }

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(text => text.GetString()!);

    private async Task<string> CommitAsync(string container, string name) =>
        JsonElement.Parse((await Api.AskAsync(HttpMethod.Post, $"/commit?container={container}&repo={name}")).Body).GetProperty("Id").GetString()!;

    private async Task<JsonElement> RowAsync(string id) => Assert.Single((await Api.GetAsync("/containers/json?all=1")).EnumerateArray(), row => row.GetProperty("Id").GetString() == id);
}
