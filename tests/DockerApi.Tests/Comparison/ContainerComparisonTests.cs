using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Comparison;

/// <summary>Containers over their lifecycle, in Docker's and the panel's answers.</summary>
public sealed class ContainerComparisonTests(ApiPanel panel, DockerEngine docker) : ComparisonTest(panel, docker)
{
    /// <summary>Bodies of creates, without the image.</summary>
    public static TheoryData<string> Creates =>
    [
        """ "Cmd":["true"] """,
        """ "Cmd":"echo hello","Entrypoint":["/bin/sh","-c"],"Env":["A=b","PATH=/bin"],"Labels":{"a":"b"} """,
        """ "Cmd":["true"],"Hostname":"box","Domainname":"example.org","User":"1:2","WorkingDir":"/srv","StopSignal":"SIGINT","StopTimeout":3 """,
        """ "Cmd":["sh"],"Tty":true,"OpenStdin":true,"StdinOnce":true,"AttachStdin":true,"AttachStdout":true,"AttachStderr":true """,
        """ "Cmd":["true"],"ExposedPorts":{"80/tcp":{},"53/udp":{}},"Volumes":{"/anonymous":{}} """,
        """ "Cmd":["true"],"Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":5000000000,"Timeout":2000000000,"StartPeriod":1000000000,"Retries":2} """,
        """ "Cmd":["true"],"NetworkDisabled":true """,
        """ "Cmd":["true"],"HostConfig":{"Binds":["named:/data:ro","other:/other","/etc/apt:/bound"],"Tmpfs":{"/scratch":"size=1048576,mode=700"}} """,
        """ "Cmd":["true"],"HostConfig":{"Mounts":[{"Type":"volume","Source":"named","Target":"/data","ReadOnly":true},{"Type":"volume","Target":"/anonymous"},{"Type":"tmpfs","Target":"/scratch","TmpfsOptions":{"SizeBytes":1048576}},{"Type":"bind","Source":"/etc/apt","Target":"/bound"}]} """,
        """ "Cmd":["true"],"ExposedPorts":{"80/tcp":{},"53/udp":{}},"HostConfig":{"PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"18080"}],"53/udp":[{"HostPort":"18053"}]}} """,
        """ "Cmd":["true"],"ExposedPorts":{"80/tcp":{}},"HostConfig":{"PublishAllPorts":true} """,
        """ "Cmd":["true"],"HostConfig":{"Memory":67108864,"NanoCpus":500000000,"CpuShares":512,"PidsLimit":50,"MemoryReservation":33554432,"CpusetCpus":"0"} """,
        """ "Cmd":["true"],"HostConfig":{"CpuQuota":50000,"LogConfig":{"Type":"json-file","Config":{"max-size":"10m"}}} """,
        """ "Cmd":["true"],"HostConfig":{"CpuPeriod":100000,"CpuQuota":50000,"MemorySwap":134217728,"Memory":67108864} """,
        """ "Cmd":["true"],"HostConfig":{"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":2},"ReadonlyRootfs":true,"Init":true} """,
        """ "Cmd":["true"],"HostConfig":{"RestartPolicy":{"Name":"unless-stopped"},"ExtraHosts":["other:192.0.2.2"],"Dns":["192.0.2.1"]} """,
        """ "Cmd":["true"],"HostConfig":{"CapAdd":["NET_ADMIN"],"CapDrop":["MKNOD"],"SecurityOpt":["no-new-privileges","seccomp=unconfined"],"OomScoreAdj":100,"GroupAdd":["5"]} """,
        """ "Cmd":["true"],"HostConfig":{"Devices":[{"PathOnHost":"/dev/null","PathInContainer":"/dev/nothing","CgroupPermissions":"r"}],"DeviceCgroupRules":["c 10:200 r"],"Ulimits":[{"Name":"nofile","Hard":200,"Soft":100}]} """,
        """ "Cmd":["true"],"HostConfig":{"Sysctls":{"net.ipv4.ip_forward":"1"},"ShmSize":1048576,"IpcMode":"shareable","Privileged":true} """,
        """ "Cmd":["true"],"HostConfig":{"MaskedPaths":[],"ReadonlyPaths":["/proc/sys"]} """,
        """ "Cmd":["true"],"HostConfig":{"NetworkMode":"none","LogConfig":{"Type":"json-file","Config":{"max-size":"1m","max-file":"2"}}} """,
        """ "Cmd":["true"],"HostConfig":{"NetworkMode":"host","PidMode":"host","IpcMode":"host","UTSMode":"host","UsernsMode":"host"} """,
        """ "Cmd":["true"],"HostConfig":{"DnsSearch":["a.example","b.example"],"DnsOptions":["ndots:2"]} """,
        """ "Cmd":["true"],"ExposedPorts":{"80/tcp":{}},"HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"18080-18090"}]}} """,
        """ "Cmd":["true"],"HostConfig":{"AutoRemove":true,"GroupAdd":["0"]} """,
    ];

    [Theory]
    [MemberData(nameof(Creates))]
    public async Task Create_OfEachKind_IsToldAlike(string body)
    {
        await CreateAsync("one", body);
        await CompareAsync("inspect", "GET", "/containers/one/json");
        await CompareAsync("list", "GET", "/containers/json?all=1");
        AssertSame();
    }

    /// <summary>Byte for byte, except the times: last lines without a line feed over two runs, a line in three pieces, alternating streams,
    /// selected details.</summary>
    [Theory]
    [InlineData("printf 'a\\nb'; exec >&-; sleep 0.2; printf e >&2", "", true)]
    [InlineData("printf 'a\\nb'", "\"Tty\":true,", true)]
    [InlineData("head -c 40000 /dev/zero | tr '\\0' x; echo; echo end; printf %16384s; printf %20000s", "", true)]
    [InlineData("echo o1; sleep 0.2; echo e1 >&2; sleep 0.2; echo o2; sleep 0.2; echo e2 >&2; echo e3 >&2", "", false)]
    [InlineData("echo one; printf two", """ "Labels":{"com.x":"v w","com.y":"","other":"1"},"Env":["BB=2","AA=é=,&/+~*","L=a%0Ab","NO"],"HostConfig":{"LogConfig":{"Type":"json-file","Config":{"labels":"com.x,none","env":"BB,AA,L,NO","tag":"{{.Name}} {{.ImageName}}"}}}, """, false)]
    [InlineData("echo one", """ "Labels":{"com.x":"v","com.y":"w","other":"1","B2":"label"},"Env":["B1=1","B2=2","C=3"],"HostConfig":{"LogConfig":{"Type":"json-file","Config":{"labels-regex":"^com|B","env-regex":"^B"}}}, """, false)]
    [InlineData("echo one", """ "Labels":{"com.x":"v"},"HostConfig":{"LogConfig":{"Type":"local"}}, """, false)]
    public async Task Logs_OfWhatAProgramWrote_AreItsBytes(string script, string more, bool twice)
    {
        await RunAsync("writer", $$"""{{more}} "Cmd":["sh","-c",{{JsonSerializer.Serialize(script)}}]""");
        await CompareAsync("wait", "POST", "/containers/writer/wait");
        if (twice)
        {
            await CompareAsync("start", "POST", "/containers/writer/start");
            await CompareAsync("wait", "POST", "/containers/writer/wait");
        }
        foreach (var streams in new[] { "stdout=1", "stderr=1", "stdout=1&stderr=1" })
            foreach (var query in new[] { "", "&follow=1", "&timestamps=1", "&details=1", "&details=1&timestamps=1&tail=3", "&tail=1", "&tail=2", "&tail=4", "&tail=7", "&tail=2&until=4000000000", "&tail=3&since=1" })
                await CompareAsync($"logs{query}", "GET", $"/containers/writer/logs?{streams}{query}");
        AssertSame();
    }

    [Fact]
    public async Task Run_ThroughItsLife_IsToldAlikeAtEachStep()
    {
        await RunAsync("web", """ "Cmd":["sleep","1000"],"Labels":{"tier":"one"},"ExposedPorts":{"80/tcp":{}},"HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"18181"}]},"Binds":["data:/data"],"Init":true} """);
        await CompareAsync("inspect", "GET", "/containers/web/json");
        await CompareAsync("inspect", "GET", "/containers/web/json?size=1");
        await CompareAsync("list", "GET", "/containers/json?size=1");
        await CompareAsync("top", "GET", "/containers/web/top");
        await CompareAsync("stats", "GET", "/containers/web/stats?stream=0");
        await CompareAsync("stats", "GET", "/containers/web/stats?stream=0&one-shot=1");
        await CompareAsync("pause", "POST", "/containers/web/pause");
        await CompareAsync("inspect", "GET", "/containers/web/json");
        await CompareAsync("list", "GET", "/containers/json");
        await CompareAsync("unpause", "POST", "/containers/web/unpause");
        await CompareAsync("update", "POST", "/containers/web/update", """{"Memory":134217728,"MemorySwap":-1,"RestartPolicy":{"Name":"always"}}""");
        await CompareAsync("rename", "POST", "/containers/web/rename?name=site");
        await CompareAsync("inspect", "GET", "/containers/site/json");
        await CompareAsync("update", "POST", "/containers/site/update", """{"RestartPolicy":{"Name":"no"}}""");
        await CompareAsync("kill", "POST", "/containers/site/kill?signal=KILL");
        await CompareAsync("wait", "POST", "/containers/site/wait");
        await UntilAsync("/containers/site/json", all => !all.GetProperty("State").GetProperty("Running").GetBoolean());
        await CompareAsync("inspect", "GET", "/containers/site/json");
        await CompareAsync("list", "GET", "/containers/json?all=1");
        await CompareAsync("stats", "GET", "/containers/site/stats?stream=0");
        await CompareAsync("start", "POST", "/containers/site/start");
        await CompareAsync("start", "POST", "/containers/site/start");
        await CompareAsync("restart", "POST", "/containers/site/restart?t=5");
        await CompareAsync("stop", "POST", "/containers/site/stop?t=5");
        await CompareAsync("stop", "POST", "/containers/site/stop?t=5");
        await CompareAsync("inspect", "GET", "/containers/site/json");
        await CompareAsync("remove", "DELETE", "/containers/site?v=1");
        AssertSame();
    }

    [Fact]
    public async Task List_WithEachFilter_HoldsTheSame()
    {
        await CreateAsync("first", """ "Cmd":["true"],"Labels":{"tier":"one"},"HostConfig":{"Binds":["shared:/data"]} """);
        await RunAsync("second", """ "Cmd":["sh","-c","exit 4"],"Labels":{"tier":"two"} """);
        await CompareAsync("wait", "POST", "/containers/second/wait");
        await RunAsync("third", """ "Cmd":["sleep","1000"],"ExposedPorts":{"80/tcp":{},"81/tcp":{}},"HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"18183"}]}} """);
        await UntilAsync("/containers/second/json", all => all.GetProperty("State").GetProperty("Status").GetString() == "exited");
        foreach (var filters in new[]
        {
            "{}", """{"label":["tier=one"]}""", """{"label":{"tier":true}}""", """{"exited":["4"]}""", """{"status":["created"]}""", """{"status":["exited","running"]}""",
            """{"name":["^/(first|second)$"]}""", """{"name":["ir"]}""", """{"id":["{id of first}"]}""", """{"volume":["shared"]}""", """{"volume":["/data"]}""", """{"publish":["18000-18200/tcp"]}""",
            """{"publish":["80"]}""", """{"publish":["18183"]}""", """{"expose":["81"]}""", """{"expose":["80/tcp"]}""", """{"since":["first"]}""", """{"before":["second"]}""", """{"network":["host"]}""", """{"network":["bridge"]}""",
            """{"ancestor":["busybox"]}""", """{"ancestor":["{id of busybox}"]}""", """{"health":["none"]}""", """{"is-task":["false"]}""", """{"isolation":["default"]}""",
        })
        {
            await CompareAsync("list", "GET", "/containers/json?filters=" + Escaped(filters));
            await CompareAsync("list", "GET", "/containers/json?all=1&filters=" + Escaped(filters));
        }

        await CompareAsync("list", "GET", "/containers/json?limit=2");
        await CompareAsync("list", "GET", "/containers/json?limit=1&filters=" + Escaped("""{"status":["running"]}"""));
        AssertSame();
    }

    [Fact]
    public async Task Logs_InEachWay_AreTheSame()
    {
        await RunAsync("writer", """ "Cmd":["sh","-c","for i in 1 2 3; do echo out $i; sleep 0.2; echo err $i >&2; sleep 0.2; done"] """);
        await RunAsync("terminal", """ "Cmd":["sh","-c","echo one; echo two"],"Tty":true """);
        foreach (var name in new[] { "writer", "terminal" })
        {
            await CompareAsync("wait", "POST", $"/containers/{name}/wait");
            await CompareAsync("logs", "GET", $"/containers/{name}/logs?stdout=1");
            await CompareAsync("logs", "GET", $"/containers/{name}/logs?stderr=1");
            await CompareAsync("logs", "GET", $"/containers/{name}/logs?stdout=1&stderr=1&follow=1");
            await CompareAsync("logs", "GET", $"/containers/{name}/logs?stdout=1&stderr=1&timestamps=1&tail=2");
            await CompareAsync("logs", "GET", $"/containers/{name}/logs?stdout=1&tail=0");
            await CompareAsync("logs", "GET", $"/containers/{name}/logs?stdout=1&since=4000000000");
            await CompareAsync("logs", "GET", $"/containers/{name}/logs?stdout=1&until=1");
        }

        AssertSame();
    }

    [Fact]
    public async Task Exec_FromItsMakingToItsEnd_IsToldAlike()
    {
        await RunAsync("host");
        await LearnAsync("plain", "POST", "/containers/host/exec", """{"Cmd":["sh","-c","echo out; exit 3"],"AttachStdout":true,"Env":["A=b"],"WorkingDir":"/tmp","User":"0"}""");
        await CompareAsync("inspect", "GET", "/containers/host/json");
        await LearnAsync("terminal", "POST", "/containers/host/exec", """{"Cmd":["cat"],"AttachStdin":true,"AttachStdout":true,"AttachStderr":true,"Tty":true,"Privileged":true}""");
        await CompareAsync("exec", "GET", "/exec/{id of plain}/json");
        await CompareAsync("exec", "GET", "/exec/{id of terminal}/json");
        await CompareAsync("exec start", "POST", "/exec/{id of plain}/start", "{}");
        await UntilAsync("/containers/host/json", all => all.GetProperty("ExecIDs").ValueKind != System.Text.Json.JsonValueKind.Array || all.GetProperty("ExecIDs").GetArrayLength() == 1);
        await CompareAsync("exec", "GET", "/exec/{id of plain}/json");
        await CompareAsync("exec start again", "POST", "/exec/{id of plain}/start", "{}");
        await CompareAsync("inspect", "GET", "/containers/host/json");
        AssertSame();
    }

    [Fact]
    public async Task Files_InAndOut_AreToldAlike()
    {
        await RunAsync("files", """ "Cmd":["sh","-c","mkdir /new; echo x >/new/file; chmod 640 /new/file; rm /bin/yes; ln -s /new/file /link; touch -d 2020-01-01 /new/file; exec sleep 1000"] """);
        foreach (var side in new[] { "/new/file", "/link" }) await UntilAsync("/containers/files/changes", changes => changes.GetRawText().Contains(side, StringComparison.Ordinal));
        await CompareAsync("changes", "GET", "/containers/files/changes");
        foreach (var path in new[] { "/new", "/new/", "/new/file", "/link", "/", "/etc/hostname", "/bin/sh" })
            await CompareHeaderAsync("stat", "HEAD", "/containers/files/archive?path=" + path, "X-Docker-Container-Path-Stat");
        await CompareAsync("archive", "HEAD", "/containers/files/archive?path=/nosuch");
        await CompareAsync("archive", "GET", "/containers/files/archive?path=/nosuch");
        await UploadAsync("archive", "PUT", "/containers/files/archive?path=/nosuch", new byte[1024]);
        await UploadAsync("fault", "PUT", "/containers/files/archive?path=/new/file", new byte[1024]);
        await UploadAsync("archive", "PUT", "/containers/files/archive?path=/new", new byte[1024]);
        AssertSame();
    }

    [Fact]
    public async Task Prune_OfContainers_TellsTheSame()
    {
        await CreateAsync("old", """ "Cmd":["true"],"Labels":{"keep":"no"} """);
        await CreateAsync("kept", """ "Cmd":["true"],"Labels":{"keep":"yes"} """);
        await CompareAsync("prune", "POST", "/containers/prune?filters=" + Escaped("""{"label":["keep=no"]}"""));
        await CompareAsync("prune", "POST", "/containers/prune?filters=" + Escaped("""{"until":["1"]}"""));
        await CompareAsync("list", "GET", "/containers/json?all=1");
        AssertSame();
    }

    [Fact]
    public async Task VolumesFrom_AnotherContainer_AreToldAlike()
    {
        await CreateAsync("donor", """ "Cmd":["true"],"HostConfig":{"Binds":["named:/named","/etc/apt:/bound:ro"]} """);
        await CreateAsync("taker", """ "Cmd":["true"],"HostConfig":{"VolumesFrom":["donor:ro"],"Binds":["own:/own"]} """);
        await CompareAsync("inspect", "GET", "/containers/taker/json");
        AssertSame();
    }

    private static string Escaped(string filters) => Uri.EscapeDataString(filters).Replace("%7Bid%20of%20", "{id of ", StringComparison.Ordinal).Replace("first%7D", "first}", StringComparison.Ordinal).Replace("busybox%7D", "busybox}", StringComparison.Ordinal);
}
