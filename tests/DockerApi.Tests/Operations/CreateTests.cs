using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared.Registries;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>What a create asks for is what the container has.</summary>
public sealed class CreateTests(ApiPanel panel) : ApiTest(panel)
{
    [Fact]
    public async Task Create_WithEverything_IsToldByInspect()
    {
        var id = await Api.CreateAsync("true", """
            "Hostname":"box","User":"0:0","Tty":true,"OpenStdin":true,"Env":["A=b"],"WorkingDir":"/srv","Labels":{"k":"v"},"StopSignal":"SIGINT","StopTimeout":3,
            "Volumes":{"/anon":{}},"ExposedPorts":{"80/tcp":{}},
            "HostConfig":{"Binds":["named:/data:ro"],"Tmpfs":{"/scratch":"size=1m,mode=700"},"PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"18182"}]},
              "Memory":67108864,"NanoCpus":500000000,"CpuShares":512,"PidsLimit":50,"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":2},"ReadonlyRootfs":true,
              "Dns":["192.0.2.1"],"ExtraHosts":["other:192.0.2.2"],"LogConfig":{"Type":"json-file","Config":{"max-size":"1m","max-file":"2"}}}
            """, name: "everything");
        var all = await Api.GetAsync($"/containers/{id}/json");
        var (config, host) = (all.GetProperty("Config"), all.GetProperty("HostConfig"));
        AssertJson("""{"Hostname":"box","User":"0:0","Tty":true,"OpenStdin":true,"WorkingDir":"/srv","StopSignal":"SIGINT","StopTimeout":3,"Image":"busybox","Cmd":["sh","-c","true"],"Entrypoint":null,"Volumes":{"/anon":{}},"ExposedPorts":{"80/tcp":{}},"Labels":{"k":"v"}}""", config);
        Assert.Contains("A=b", config.GetProperty("Env").EnumerateArray().Select(value => value.GetString()));
        AssertJson("""
            {"Binds":["named:/data:ro"],"Tmpfs":{"/scratch":"size=1m,mode=700"},"PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"18182"}]},
             "Memory":67108864,"NanoCpus":500000000,"CpuShares":512,"PidsLimit":50,"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":2},"ReadonlyRootfs":true,
             "Dns":["192.0.2.1"],"ExtraHosts":["other:192.0.2.2"],"LogConfig":{"Type":"json-file","Config":{"max-size":"1m","max-file":"2"}},"NetworkMode":"bridge","AutoRemove":false}
            """, host);
        AssertJson("""{"Name":"/everything","Path":"sh","Args":["-c","true"],"RestartCount":0,"Platform":"linux"}""", all);
        AssertJson("""{"Status":"created","Running":false,"ExitCode":0,"Pid":0,"StartedAt":"0001-01-01T00:00:00Z","FinishedAt":"0001-01-01T00:00:00Z"}""", all.GetProperty("State"));
        Assert.Equal(["/anon", "/data"], all.GetProperty("Mounts").EnumerateArray().Select(mount => mount.GetProperty("Destination").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Create_WithExposedPorts_TellsOfThemAndPublishesAllWhenAsked()
    {
        var told = await Api.GetAsync($"/containers/{await Api.CreateAsync("true", "\"ExposedPorts\":{\"80/tcp\":{},\"53/udp\":{}}")}/json");
        AssertJson("""{"ExposedPorts":{"80/tcp":{},"53/udp":{}}}""", told.GetProperty("Config"));
        AssertJson("""{"PortBindings":{}}""", told.GetProperty("HostConfig"));
        var id = await Api.RunAsync("exec sleep 1000", "\"ExposedPorts\":{\"80/tcp\":{}},\"HostConfig\":{\"PublishAllPorts\":true}");
        var bound = (await Api.GetAsync($"/containers/{id}/json")).GetProperty("NetworkSettings").GetProperty("Ports").GetProperty("80/tcp");
        Assert.True(int.Parse(Assert.Single(bound.EnumerateArray()).GetProperty("HostPort").GetString()!, System.Globalization.CultureInfo.InvariantCulture) > 0);
        AssertJson("""{"PublishAllPorts":true,"PortBindings":{}}""", (await Api.GetAsync($"/containers/{id}/json")).GetProperty("HostConfig"));
    }

    [Fact]
    public async Task Create_WithWordsForWhoMadeIt_KeepsThemAsTheyWereSaid()
    {
        var id = await Api.CreateAsync("true", """
            "AttachStdin":true,"AttachStderr":true,"HostConfig":{"Binds":["short:/short"],"Tmpfs":{"/fast":""},
              "Mounts":[{"Type":"volume","Source":"long","Target":"/long","ReadOnly":true},{"Type":"tmpfs","Target":"/mem","TmpfsOptions":{"SizeBytes":1048576,"Mode":448}},{"Type":"volume","Target":"/anon"}]}
            """);
        var all = await Api.GetAsync($"/containers/{id}/json");
        AssertJson("""{"AttachStdin":true,"AttachStdout":false,"AttachStderr":true}""", all.GetProperty("Config"));
        AssertJson(
            """{"Binds":["short:/short"],"Mounts":[{"Type":"volume","Source":"long","Target":"/long","ReadOnly":true},{"Type":"tmpfs","Target":"/mem","TmpfsOptions":{"SizeBytes":1048576,"Mode":448}},{"Type":"volume","Target":"/anon"}]}""",
            all.GetProperty("HostConfig"));
        Assert.Equal(["/fast"], all.GetProperty("HostConfig").GetProperty("Tmpfs").EnumerateObject().Select(tmpfs => tmpfs.Name));
    }

    [Theory]
    [InlineData("""{"CpuQuota":50000,"CpuPeriod":20000,"NanoCpus":0}""")]
    [InlineData("""{"CpuQuota":50000,"CpuPeriod":0,"NanoCpus":0}""")]
    [InlineData("""{"CpuQuota":-1,"CpuPeriod":20000,"NanoCpus":0}""")]
    [InlineData("""{"LogConfig":{"Type":"json-file","Config":{"max-size":"10m"}}}""")]
    [InlineData("""{"LogConfig":{"Type":"json-file","Config":{"max-file":"2"}}}""")]
    public async Task Create_WithWhatCanBeSaidInSeveralWays_TellsItTheSameWay(string host) =>
        AssertJson(host, (await Api.GetAsync($"/containers/{await Api.CreateAsync("true", $"\"HostConfig\":{host}")}/json")).GetProperty("HostConfig"));

    [Fact]
    public async Task Create_WithTheNetworkDisabled_HasNoneAndTellsSo()
    {
        var id = await Api.RunAsync("exec sleep 1000", "\"NetworkDisabled\":true");
        var all = await Api.GetAsync($"/containers/{id}/json");
        AssertJson("""{"NetworkDisabled":true}""", all.GetProperty("Config"));
        AssertJson("""{"NetworkMode":"bridge"}""", all.GetProperty("HostConfig"));
        Assert.Empty(all.GetProperty("NetworkSettings").GetProperty("Networks").EnumerateObject());
        Assert.Equal(["lo"], Directory.GetDirectories($"/proc/{all.GetProperty("State").GetProperty("Pid").GetInt32()}/root/sys/class/net").Select(Path.GetFileName));
    }

    [Fact]
    public async Task Create_ForAPlatform_TakesEveryNameOfItAndNoOther()
    {
        var (own, alias) = TestImage.HostArchitecture == "amd64" ? ("amd64", "x86_64") : ("arm64", "aarch64");
        foreach (var platform in new[] { $"linux/{own}", own, $"linux/{alias}", $"LINUX/{alias}", "linux", own == "amd64" ? "linux/amd64/v1" : "linux/arm64/v8" })
            await Api.PostAsync($"/containers/create?platform={Uri.EscapeDataString(platform)}", """{"Image":"busybox"}""");
        foreach (var (platform, told) in new[] { ("linux/riscv64", "linux/riscv64"), ("s390x", "linux/s390x"), ("linux/armhf/v7", "linux/arm/v7") })
        {
            var (status, body) = await Api.AskAsync(HttpMethod.Post, $"/containers/create?platform={Uri.EscapeDataString(platform)}", ApiClient.Json("""{"Image":"busybox"}"""));
            Assert.Equal((404, $"image with reference busybox was found but does not provide the specified platform ({told})"), ((int)status, JsonElement.Parse(body).GetProperty("message").GetString()));
        }

        var (refused, sentence) = await Api.AskAsync(HttpMethod.Post, "/containers/create?platform=a/b/c/d", ApiClient.Json("""{"Image":"busybox"}"""));
        Assert.Equal(400, (int)refused);
        Assert.Contains("is not a platform", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithNamesTwiceInAnyCaseAndUnknownOnes_DoesWhatTheLastSay()
    {
        var answer = await Api.PostAsync("/v1.41/containers/create", """
            {"Image":"nosuch","image":"busybox","Cmd":["false"],"Cmd":"true","NotOfDocker":{"x":[1,2]},"HostConfig":{"Memory":1,"Memory":67108864,"Elsewhere":true}}
            """);
        var all = await Api.GetAsync($"/containers/{JsonElement.Parse(answer).GetProperty("Id").GetString()}/json");
        AssertJson("""{"Image":"busybox","Cmd":["true"]}""", all.GetProperty("Config"));
        Assert.Equal(67108864, all.GetProperty("HostConfig").GetProperty("Memory").GetInt64());
    }

    [Fact]
    public async Task Create_WithSecurityOptions_IsToldByInspect()
    {
        const string options = """
            {"CapAdd":["NET_ADMIN"],"CapDrop":["MKNOD"],"SecurityOpt":["no-new-privileges","seccomp=unconfined","writable-cgroups=true"],"MaskedPaths":[],"ReadonlyPaths":["/proc/sys"],
             "Devices":[{"PathOnHost":"/dev/null","PathInContainer":"/dev/nothing","CgroupPermissions":"r"}],"DeviceCgroupRules":["c 10:200 r"],
             "Sysctls":{"net.ipv4.ip_forward":"1"},"Ulimits":[{"Name":"nofile","Hard":200,"Soft":100}],"OomScoreAdj":100,"GroupAdd":["5"],"IpcMode":"shareable","ShmSize":1048576,"Init":true}
            """;
        var id = await Api.CreateAsync("true", $"\"Domainname\":\"example\",\"HostConfig\":{options}");
        var all = await Api.GetAsync($"/containers/{id}/json");
        AssertJson(options, all.GetProperty("HostConfig"));
        Assert.Equal("example", all.GetProperty("Config").GetProperty("Domainname").GetString());
    }

    [Fact]
    public async Task Create_WithSecurityOptionsOfOlderClients_IsToldAsItWasWritten()
    {
        const string options = """{"SecurityOpt":["seccomp:unconfined","no-new-privileges:true","label:disable"]}""";
        var id = await Api.CreateAsync("true", $"\"HostConfig\":{options}");
        AssertJson(options, (await Api.GetAsync($"/containers/{id}/json")).GetProperty("HostConfig"));
    }

    [Fact]
    public async Task List_WithEachFilter_HoldsWhatItNames()
    {
        var first = await Api.CreateAsync("true", "\"Labels\":{\"tier\":\"one\"},\"HostConfig\":{\"Binds\":[\"shared:/data\"]}", name: "filter-one");
        await Api.RunAsync("exit 4", "\"Labels\":{\"tier\":\"two\"}", name: "filter-two");
        await Api.WaitAsync("filter-two");
        await Api.RunAsync("exec sleep 1000", "\"HostConfig\":{\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"18183\"}]}}", name: "filter-three");
        Assert.Equal(["filter-three"], await NamesAsync("{}"));
        Assert.Equal(["filter-one", "filter-three", "filter-two"], await NamesAsync("{}", all: true));
        Assert.Equal(["filter-one"], await NamesAsync("""{"label":["tier=one"]}""", all: true));
        Assert.Equal(["filter-one", "filter-two"], await NamesAsync("""{"label":{"tier":true}}""", all: true));
        Assert.Equal(["filter-two"], await NamesAsync("""{"exited":["4"]}""", all: true));
        Assert.Equal(["filter-one"], await NamesAsync("""{"status":["created"]}"""));
        Assert.Equal(["filter-one", "filter-two"], await NamesAsync("""{"name":["^/filter-(one|two)$"]}""", all: true));
        Assert.Equal(["filter-one"], await NamesAsync($$"""{"id":["{{first[..10]}}"]}""", all: true));
        Assert.Equal(["filter-one"], await NamesAsync("""{"volume":["shared"]}""", all: true));
        Assert.Equal(["filter-three"], await NamesAsync("""{"publish":["18000-18200/tcp"]}""", all: true));
        Assert.Equal(["filter-three"], await NamesAsync("""{"expose":["80"]}""", all: true));
        Assert.Equal(["filter-three", "filter-two"], await NamesAsync("""{"since":["filter-one"]}""", all: true));
        Assert.Equal(["filter-three"], await NamesAsync("""{"since":["filter-one"]}"""));
        Assert.Equal(["filter-one"], await NamesAsync("""{"before":["filter-two"]}""", all: true));
        Assert.Equal([], await NamesAsync("""{"network":["host"]}""", all: true));
        Assert.Equal(["filter-one", "filter-three", "filter-two"], await NamesAsync("""{"ancestor":["busybox"],"network":["bridge"],"health":["none"],"is-task":["false"]}""", all: true));
        Assert.Equal(1, (await Api.GetAsync("/containers/json?limit=1")).GetArrayLength());
    }

    private async Task<IEnumerable<string>> NamesAsync(string filters, bool all = false) =>
        [.. (await Api.GetAsync($"/containers/json?all={(all ? 1 : 0)}&filters={Uri.EscapeDataString(filters)}")).EnumerateArray()
            .Select(row => row.GetProperty("Names")[0].GetString()![1..]).Order(StringComparer.Ordinal)];
}
