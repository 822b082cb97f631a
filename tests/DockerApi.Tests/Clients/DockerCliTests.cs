using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>Docker's own command line, unchanged, on one container and on everything.</summary>
public sealed class DockerCliTests(ApiPanel panel) : ClientTest(panel)
{
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task VersionAndInfo_TellTheServer(string client)
    {
        Assert.Equal("1.51 1.24 linux\n", await DockerAsync(client, "version", "-f", "{{.Server.APIVersion}} {{.Server.MinAPIVersion}} {{.Server.Os}}"));
        Assert.Contains("Server: Panel", await DockerAsync(client, "version"), StringComparison.Ordinal);
        Assert.Equal("overlay2 inactive json-file\n", await DockerAsync(client, "info", "-f", "{{.Driver}} {{.Swarm.LocalNodeState}} {{.LoggingDriver}}"));
        Assert.Contains("Default Runtime: panel", await DockerAsync(client, "info"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Container_FromCreateToRemove_IsSeenInEveryState(string client)
    {
        var id = (await DockerAsync(client, "create", "--name", "life", "--label", "a=b", "busybox", "sh", "-c", "echo out; echo err >&2; exec sleep 1000")).Trim();
        Assert.Equal(64, id.Length);
        Assert.Equal("life created\n", await DockerAsync(client, "ps", "-a", "--filter", "label=a=b", "--format", "{{.Names}} {{.State}}"));
        Assert.Equal("life\n", await DockerAsync(client, "start", "life"));
        Assert.StartsWith("life Up ", await DockerAsync(client, "ps", "--no-trunc", "--filter", $"id={id}", "--format", "{{.Names}} {{.Status}}"), StringComparison.Ordinal);
        Assert.Equal("running /life busybox\n", await DockerAsync(client, "inspect", "-f", "{{.State.Status}} {{.Name}} {{.Config.Image}}", id[..12]));
        Assert.Equal("life\n", await DockerAsync(client, "stop", "-t", "0", "life"));
        Assert.StartsWith("Exited (137) ", await DockerAsync(client, "ps", "-a", "--filter", "name=life", "--format", "{{.Status}}"), StringComparison.Ordinal);
        var (code, output, error) = await DockerCli.TryAsync(Panel, client, "logs", "life");
        Assert.Equal((0, "out\n", "err\n"), (code, output, error));
        Assert.Equal("life\n", await DockerAsync(client, "rm", "life"));
        Assert.Contains("No such", (await DockerCli.TryAsync(Panel, client, "inspect", "life")).Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_DetachedWithAPort_IsReachableOnIt(string client)
    {
        await DockerAsync(client, "run", "-d", "--name", "web", "-p", "127.0.0.1:18181:80", "busybox", "sh", "-c", "mkdir /www; echo hello > /www/index.html; exec httpd -f -p 80 -h /www");
        Assert.Equal("127.0.0.1:18181\n", await DockerAsync(client, "port", "web", "80/tcp"));
        using var http = new HttpClient();
        await Poll.UntilAsync(async () => await AnswerAsync(http) == "hello\n", "the server in the container answers", cancellationToken: Cancellation);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_WithRm_IsGoneAfterItsEnd(string client)
    {
        await DockerAsync(client, "run", "-d", "--rm", "--name", "brief", "busybox", "true");
        await UntilGoneAsync("brief");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Logs_Followed_EndWithTheContainerAndHoldEveryLine(string client)
    {
        await DockerAsync(client, "run", "-d", "--name", "talker", "busybox", "sh", "-c", "for i in $(seq 200); do echo line $i; done; sleep 1; echo last");
        var lines = (await DockerAsync(client, "logs", "-f", "talker")).TrimEnd('\n').Split('\n');
        Assert.Equal([.. Enumerable.Range(1, 200).Select(i => $"line {i}"), "last"], lines);
        Assert.Equal("line 200\nlast\n", await DockerAsync(client, "logs", "--tail", "2", "talker"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z last\n$", await DockerAsync(client, "logs", "-t", "--tail", "1", "talker"));
        Assert.Equal("", await DockerAsync(client, "logs", "--until", "1h", "talker"));
        Assert.Equal(201, (await DockerAsync(client, "logs", "--since", "1h", "talker")).Count(letter => letter == '\n'));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task KillWaitRestartAndRename_DoWhatTheySay(string client)
    {
        await DockerAsync(client, "run", "-d", "--name", "first", "busybox", "sh", "-c", "trap 'exit 7' USR1; while :; do sleep 0.1; done");
        await DockerAsync(client, "rename", "first", "second");
        await Poll.UntilAsync(async () =>
        {
            await DockerCli.TryAsync(Panel, client, "kill", "-s", "USR1", "second");
            return await DockerAsync(client, "inspect", "-f", "{{.State.Running}}", "second") == "false\n";
        }, "the trap has ended it", cancellationToken: Cancellation);
        Assert.Equal("7\n", await DockerAsync(client, "wait", "second"));
        await DockerAsync(client, "restart", "-t", "0", "second");
        Assert.Equal("true\n", await DockerAsync(client, "inspect", "-f", "{{.State.Running}}", "second"));
        Assert.NotEqual(0, (await DockerCli.TryAsync(Panel, client, "rm", "second")).Code);
        await DockerAsync(client, "rm", "-f", "second");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Events_SinceAndUntil_TellOneLifeInOrder(string client)
    {
        // Events outlive their container; the other client's must not be among them.
        var name = client.StartsWith("Debian", StringComparison.Ordinal) ? "seen-first" : "seen-second";
        await DockerAsync(client, "run", "-d", "--name", name, "busybox", "sh", "-c", "exit 3");
        await DockerAsync(client, "wait", name);
        await DockerAsync(client, "rm", name);
        // Until the next full second, because the command line cuts times to seconds: what has just happened counts, and the stream ends by itself.
        var until = $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1}";
        var events = await DockerAsync(client, "events", "--since", "10m", "--until", until, "--filter", "container=" + name, "--format", "{{.Type}} {{.Action}} {{.Actor.Attributes.exitCode}}");
        Assert.Equal("container create <no value>\ncontainer start <no value>\ncontainer die 3\ncontainer destroy <no value>\n", events);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Events_OfWhatAContainerJoinsAndOfThoseWhoLook_AreTold(string client)
    {
        var name = client.StartsWith("Debian", StringComparison.Ordinal) ? "joined-first" : "joined-second";
        var id = (await DockerAsync(client, "run", "-dt", "--name", name, "-v", $"{name}:/data", "busybox", "sleep", "1000")).Trim();
        await DockerAsync(client, "top", name);
        await DockerAsync(client, "rm", "-f", name);
        await DockerAsync(client, "run", "--rm", "--name", name, "busybox", "true");
        var network = (await DockerAsync(client, "network", "inspect", "-f", "{{.Id}}", "bridge")).Trim();
        var until = $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1}";

        async Task<string> EventsAsync(string filter, string format) => await DockerAsync(client, "events", "--since", "10m", "--until", until, "--filter", filter, "--format", format);

        var joined = await EventsAsync("network=" + network, "{{.Action}} {{.Actor.ID}} {{.Actor.Attributes.name}} {{.Actor.Attributes.type}} {{.Actor.Attributes.container}}");
        Assert.Contains($"connect {network} bridge bridge {id}\n", joined, StringComparison.Ordinal);
        Assert.Contains($"disconnect {network} bridge bridge {id}\n", joined, StringComparison.Ordinal);
        Assert.Equal(
            $"create <no value>\nmount {id}\nunmount {id}\n", await EventsAsync("volume=" + name, "{{.Action}} {{.Actor.Attributes.container}}"));
        var own = await EventsAsync("container=" + name, "{{.Action}}");
        Assert.StartsWith("create\nstart\ntop\n", own, StringComparison.Ordinal);
        Assert.EndsWith("create\nattach\nstart\ndie\ndestroy\n", own, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Images_ImportedTaggedAndRemoved_AreListedMeanwhile(string client)
    {
        await DockerAsync(client, "import", "-c", "CMD [\"true\"]", "-c", "ENV A=b", Panel.BusyboxTar, "box/imported:1");
        await DockerAsync(client, "tag", "box/imported:1", "box/imported:2");
        Assert.Equal("1\n2\n", Sorted(await DockerAsync(client, "images", "box/imported", "--format", "{{.Tag}}")));
        Assert.Equal("[true] [A=b]\n", await DockerAsync(client, "inspect", "--type", "image", "-f", "{{.Config.Cmd}} {{.Config.Env}}", "box/imported:2"));
        await DockerAsync(client, "rmi", "box/imported:1");
        Assert.Contains("Deleted: sha256:", await DockerAsync(client, "rmi", "box/imported:2"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Stats_OfARunningContainer_TellItsMemoryAndProcesses(string client)
    {
        await DockerAsync(client, "run", "-d", "--name", "busy", "-m", "64m", "busybox", "sleep", "1000");
        Assert.Matches(@"^busy \d+\.\d\d% \S+ / 64MiB 1\n$", await DockerAsync(client, "stats", "--no-stream", "--format", "{{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.PIDs}}", "busy"));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task PauseTopDiffAndSize_TellOfTheInside(string client)
    {
        await DockerAsync(client, "run", "-d", "--name", "inside", "busybox", "sh", "-c", "echo x > /added; exec sleep 1000");
        Assert.Equal("inside\n", await DockerAsync(client, "pause", "inside"));
        Assert.Equal("paused\n", await DockerAsync(client, "inspect", "-f", "{{.State.Status}}", "inside"));
        Assert.EndsWith("(Paused)\n", await DockerAsync(client, "ps", "--format", "{{.Status}}"), StringComparison.Ordinal);
        Assert.NotEqual(0, (await DockerCli.TryAsync(Panel, client, "pause", "inside")).Code);
        Assert.Equal("inside\n", await DockerAsync(client, "unpause", "inside"));
        Assert.Equal("A /added\n", await DockerAsync(client, "diff", "inside"));
        Assert.Matches(@"^UID +PID +PPID +C +STIME +TTY +TIME +CMD\n\d+ +\d+ +\d+ +\d+ +\S+ +\? +00:00:00 +sleep 1000\n$", await DockerAsync(client, "top", "inside"));
        Assert.Matches(@"^PID +COMMAND\n\d+ +sleep\n$", await DockerAsync(client, "top", "inside", "-o", "pid,comm"));
        Assert.Matches(@"^\d+(\.\d+)?kB \(virtual ", await DockerAsync(client, "ps", "-s", "--format", "{{.Size}}"));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Copy_BothWaysRunningOrNot_KeepsTheContent(string client)
    {
        var folder = Path.GetDirectoryName(Panel.BusyboxTar) + "/copies-" + Guid.NewGuid().ToString("N");
        Directory.CreateDirectory(folder + "/tree/inner");
        await File.WriteAllTextAsync(folder + "/tree/inner/file", "from outside\n", Cancellation);
        await DockerAsync(client, "create", "--name", "copied", "busybox", "sh", "-c", "cat /srv/inner/file; exec sleep 1000");
        await DockerAsync(client, "cp", folder + "/tree", "copied:/srv");
        await DockerAsync(client, "start", "copied");
        await Poll.UntilAsync(async () => await DockerAsync(client, "logs", "copied") == "from outside\n", "the container has what was copied before its start", cancellationToken: Cancellation);
        await DockerAsync(client, "cp", folder + "/tree/inner/file", "copied:/etc/added");
        await DockerAsync(client, "cp", "copied:/etc/added", folder + "/back");
        Assert.Equal("from outside\n", await File.ReadAllTextAsync(folder + "/back", Cancellation));
        await DockerAsync(client, "cp", "copied:/srv", folder + "/srv");
        Assert.Equal("from outside\n", await File.ReadAllTextAsync(folder + "/srv/inner/file", Cancellation));
        var (code, _, error) = await DockerCli.TryAsync(Panel, client, "cp", "copied:/nowhere", folder);
        Assert.Equal(1, code);
        Assert.Contains("/nowhere", error, StringComparison.Ordinal);
        await DockerAsync(client, "stop", "-t", "0", "copied");
        await DockerAsync(client, "cp", "copied:/etc/added", folder + "/again");
        Assert.Equal("from outside\n", await File.ReadAllTextAsync(folder + "/again", Cancellation));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task ExportImportAndCommit_MakeImagesOfAContainer(string client)
    {
        var tar = Path.GetDirectoryName(Panel.BusyboxTar) + $"/export-{Guid.NewGuid():N}.tar";
        await DockerAsync(client, "run", "-d", "--name", "source", "-e", "A=b", "busybox", "sh", "-c", "echo made > /made; rm /etc/group; exec sleep 1000");
        await Poll.UntilAsync(async () => (await DockerAsync(client, "diff", "source")).Contains("D /etc/group", StringComparison.Ordinal), "it has made its changes", cancellationToken: Cancellation);
        await DockerAsync(client, "export", "-o", tar, "source");
        await DockerAsync(client, "import", "-c", "CMD [\"cat\", \"/made\"]", tar, "flat:1");
        await DockerAsync(client, "run", "-d", "--name", "flat", "flat:1");
        await DockerAsync(client, "wait", "flat");
        Assert.Equal("made\n", await DockerAsync(client, "logs", "flat"));
        await DockerAsync(client, "commit", "-m", "by hand", "-a", "somebody", "-c", "CMD [\"sh\", \"-c\", \"cat /made; echo $A; ls /etc/group\"]", "source", "layered:1");
        Assert.Equal("running\n", await DockerAsync(client, "inspect", "-f", "{{.State.Status}}", "source"));
        await DockerAsync(client, "run", "-d", "--name", "layered", "layered:1");
        Assert.Equal("1\n", await DockerAsync(client, "wait", "layered"));
        Assert.Equal("made\nb\n", (await DockerCli.TryAsync(Panel, client, "logs", "layered")).Output);
        Assert.Equal("2\n", await DockerAsync(client, "inspect", "--type", "image", "-f", "{{len .RootFS.Layers}}", "layered:1"));
        Assert.Equal("by hand sh -c echo made > /made; rm /etc/group; exec sleep 1000\nImported from - panel import\n", await DockerAsync(client, "history", "--no-trunc", "--format", "{{.Comment}} {{.CreatedBy}}", "layered:1"));
        Assert.Equal("by hand somebody\n", await DockerAsync(client, "inspect", "--type", "image", "-f", "{{.Comment}} {{.Author}}", "layered:1"));
        await DockerAsync(client, "rm", "-f", "source", "flat", "layered");
        await DockerAsync(client, "rmi", "flat:1", "layered:1");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task VolumesNetworksAndDisk_AreListed(string client)
    {
        await DockerAsync(client, "create", "--name", "holder", "-v", "kept:/data", "busybox");
        Assert.Equal("kept\n", await DockerAsync(client, "volume", "ls", "-q"));
        Assert.Equal("local\n", await DockerAsync(client, "volume", "inspect", "-f", "{{.Driver}}", "kept"));
        Assert.NotEqual(0, (await DockerCli.TryAsync(Panel, client, "volume", "rm", "kept")).Code);
        Assert.Contains("Deleted Containers:", await DockerAsync(client, "container", "prune", "-f"), StringComparison.Ordinal);
        Assert.Equal("kept\n", await DockerAsync(client, "volume", "rm", "kept"));
        Assert.Equal("made\n", await DockerAsync(client, "volume", "create", "--label", "k=v", "made"));
        Assert.Equal("made\n", await DockerAsync(client, "volume", "ls", "-q", "--filter", "label=k=v"));
        Assert.Contains("made", await DockerAsync(client, "system", "df", "-v"), StringComparison.Ordinal);
        Assert.Equal("made\n", await DockerAsync(client, "volume", "rm", "made"));
        Assert.Equal("bridge\nhost\nnone\n", Sorted(await DockerAsync(client, "network", "ls", "--format", "{{.Name}}")));
        Assert.Equal("bridge\n", await DockerAsync(client, "network", "inspect", "-f", "{{.Driver}}", "bridge"));
        Assert.Contains("Images", await DockerAsync(client, "system", "df"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_WithSecurityOptions_HasThem(string client)
    {
        await DockerAsync(client, "run", "-d", "--name", "strict", "--cap-drop", "ALL", "--cap-add", "CHOWN", "--security-opt", "no-new-privileges", "--ulimit", "nofile=100:200",
            "--shm-size", "1m", "--init", "--oom-score-adj", "100", "--pids-limit", "20", "busybox",
            "sh", "-c", "grep -E '^(CapBnd|NoNewPrivs)' /proc/self/status; ulimit -n; ulimit -Hn; df -k /dev/shm | tail -n 1 | awk '{print $2}'; cat /proc/self/oom_score_adj; echo $$");
        await DockerAsync(client, "wait", "strict");
        var lines = (await DockerAsync(client, "logs", "strict")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["CapBnd:\t0000000000000001", "NoNewPrivs:\t1", "100", "200", "1024", "100"], lines[..6]);
        Assert.NotEqual("1", lines[6]);
        // Newer clients write the capability with its prefix.
        Assert.Matches(@"^\[ALL\] \[(CAP_)?CHOWN\] \[no-new-privileges\] 1048576 true\n$", await DockerAsync(
            client, "inspect", "-f", "{{.HostConfig.CapDrop}} {{.HostConfig.CapAdd}} {{.HostConfig.SecurityOpt}} {{.HostConfig.ShmSize}} {{.HostConfig.Init}}", "strict"));
        await DockerAsync(client, "run", "-d", "--name", "strong", "--privileged", "busybox", "grep", "CapBnd", "/proc/self/status");
        await DockerAsync(client, "wait", "strong");
        Assert.DoesNotContain("00000000a80425fb", await DockerAsync(client, "logs", "strong"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_InTheNetworkOfTheHostOrOfAnother_SharesIt(string client)
    {
        const string show = "readlink /proc/self/ns/net";
        await DockerAsync(client, "run", "-d", "--name", "of-host", "--network", "host", "busybox", "sh", "-c", show);
        await DockerAsync(client, "wait", "of-host");
        Assert.Equal(File.ResolveLinkTarget("/proc/self/ns/net", false)!.Name + "\n", await DockerAsync(client, "logs", "of-host"));
        await DockerAsync(client, "run", "-d", "--name", "donor", "busybox", "sh", "-c", show + "; exec sleep 1000");
        await DockerAsync(client, "run", "-d", "--name", "guest", "--network", "container:donor", "busybox", "sh", "-c", show);
        await DockerAsync(client, "wait", "guest");
        Assert.Equal(await DockerAsync(client, "logs", "donor"), await DockerAsync(client, "logs", "guest"));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Update_OfARunningContainer_ChangesWhatIsNamedOnly(string client)
    {
        await DockerAsync(client, "run", "-d", "--name", "changed", "-m", "64m", "--pids-limit", "50", "busybox", "sleep", "1000");
        Assert.Equal("changed\n", await DockerAsync(client, "update", "-m", "128m", "--memory-swap", "256m", "--restart", "unless-stopped", "changed"));
        Assert.Equal("134217728 268435456 50 unless-stopped\n", await DockerAsync(
            client, "inspect", "-f", "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.PidsLimit}} {{.HostConfig.RestartPolicy.Name}}", "changed"));
        Assert.Contains("/ 128MiB", await DockerAsync(client, "stats", "--no-stream", "--format", "{{.MemUsage}}", "changed"), StringComparison.Ordinal);
        Assert.NotEqual(0, (await DockerCli.TryAsync(Panel, client, "update", "-m", "1k", "changed")).Code);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Run_WithWhatTheEngineLacks_IsRefusedWithOneSentence(string client)
    {
        var (code, _, error) = await DockerCli.TryAsync(Panel, client, "run", "-d", "--gpus", "all", "busybox", "true");
        Assert.Equal(125, code);
        Assert.Contains("could not select device driver", error, StringComparison.Ordinal);
        Assert.Equal(0, (await Api.GetAsync("/containers/json?all=1")).GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Commands_OfWhatThePanelLacks_SayWhatItIs(string client)
    {
        await DockerAsync(client, "run", "-d", "--name", "box", "busybox", "sleep", "1000");
        foreach (var (command, sentence) in new[]
        {
            ("network create other", "has only the networks bridge, host and none"),
            ("network connect host box", "has only the networks bridge, host and none"),
            ("network disconnect bridge box", "has only the networks bridge, host and none"),
            ("network rm bridge", "bridge is a pre-defined network and cannot be removed"),
            ("network rm nosuch", "nosuch"),
            ("run --rm --network nosuch busybox true", "network nosuch not found"),
            ("run --rm --link box:other busybox true", "HostConfig.Links is set to"),
            ("run --rm --network bridge --network-alias other busybox true", "lias"),
            ("swarm init", "This node is not a swarm manager"),
            ("plugin install some/thing", "The panel has no plugins"),
        })
        {
            var (code, output, error) = await DockerCli.TryAsync(Panel, client, command.Split(' '));
            Assert.True(code is 1 or 125, $"{command} ended with {code}: {output}{error}");
            Assert.Contains(sentence, error, StringComparison.Ordinal);
            // A client tries to pull an image that it considers missing.
            Assert.DoesNotContain("Unable to find image", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task SystemPrune_TakesWhatIsUnusedAndEndsWell(string client)
    {
        await DockerAsync(client, "create", "--name", "old", "busybox", "true");
        Assert.Equal("", await DockerAsync(client, "network", "prune", "-f"));
        Assert.Contains("Total reclaimed space: 0B", await DockerAsync(client, "builder", "prune", "-f"), StringComparison.Ordinal);
        var told = await DockerAsync(client, "system", "prune", "-f", "--volumes");
        Assert.Contains("Deleted Containers:", told, StringComparison.Ordinal);
        Assert.Contains("Total reclaimed space:", told, StringComparison.Ordinal);
        Assert.Equal("", await DockerAsync(client, "ps", "-aq"));
    }

    private static string Sorted(string lines) => string.Join('\n', lines.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal)) + "\n";

    private static async Task<string?> AnswerAsync(HttpClient http)
    {
        try
        {
            return await http.GetStringAsync(new Uri("http://127.0.0.1:18181/"), Cancellation);
        }
        catch (HttpRequestException)
        {
            // It is not listening yet.
            return null;
        }
    }
}
