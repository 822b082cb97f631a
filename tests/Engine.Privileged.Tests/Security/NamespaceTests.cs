using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Namespaces of the host and of other containers, with a user namespace and without.</summary>
public sealed class NamespaceTests
{
    private static readonly string[] s_kinds = ["user", "pid", "ipc", "uts", "net", "mnt", "cgroup"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Links => string.Join("; ", s_kinds.Select(kind => $"readlink /proc/self/ns/{kind}"));

    public static TheoryData<string, UserNamespaceMode> HostKinds
    {
        get
        {
            var data = new TheoryData<string, UserNamespaceMode>();
            foreach (var kind in new[] { "pid", "ipc", "uts", "net", "cgroup" })
            {
                data.Add(kind, UserNamespaceMode.Private);
                data.Add(kind, UserNamespaceMode.Host);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(HostKinds))]
    public async Task Namespace_OfTheHost_IsTheOnlyOneShared(string kind, UserNamespaceMode users)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var options = kind switch
        {
            "pid" => new SecurityOptions { PidMode = "host" },
            "ipc" => new SecurityOptions { IpcMode = "host" },
            "uts" => new SecurityOptions { UtsMode = "host" },
            "cgroup" => new SecurityOptions { CgroupMode = "host" },
            _ => new SecurityOptions { CgroupMode = "private" },
        };
        options = options.CgroupMode.Length > 0 ? options : options with { CgroupMode = "private" };
        var log = await harness.OutputAsync(Links, spec => spec.Of(options, users) with { NetworkMode = kind == "net" ? "host" : "bridge" });
        var shared = log.Split('\n').Zip(s_kinds).Where(pair => pair.First == Own(pair.Second)).Select(pair => pair.Second);
        Assert.Equal(users == UserNamespaceMode.Host ? ["user", kind] : [kind], shared);
    }

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task Namespaces_OfAnotherContainer_AreJoined(UserNamespaceMode users)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var donor = await harness.RunAsync($"{Links}; echo shared > /dev/shm/file; echo ready; sleep 60", spec => spec.Of(new SecurityOptions { IpcMode = "shareable" }, users) with { Name = "donor", Init = true });
        await Panel.Tests.Shared.Poll.UntilAsync(async () => (await harness.LogAsync(donor, Token)).EndsWith("ready", StringComparison.Ordinal), "the donor is ready", cancellationToken: Token);
        var options = new SecurityOptions { PidMode = "container:donor", IpcMode = "container:donor" };
        var log = await harness.OutputAsync($"{Links}; cat /dev/shm/file; ps | grep -c '[s]leep 60'; hostname; ls /sys/class/net | tr '\\n' ' '", spec => spec.Of(options, users) with { NetworkMode = "container:donor" });
        var theirs = (await harness.LogAsync(donor, Token)).Split('\n');
        var ours = log.Split('\n');
        var shared = s_kinds.Where((_, i) => ours[i] == theirs[i]).ToList();
        Assert.Equal(["user", "pid", "ipc", "net"], shared.Where(kind => kind != "cgroup"));
        Assert.Equal(["shared", "1", donor[..12], "eth0 lo "], ours[7..]);
    }

    [Fact]
    public async Task Join_OfTheNetworkAlone_KeepsItsOwnProcesses()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var donor = await harness.RunAsync("sleep 60");
        Assert.Equal("1\neth0", await harness.OutputAsync("echo $$; ls /sys/class/net | head -1", spec => spec with { NetworkMode = $"container:{donor}" }));
    }

    [Fact]
    public async Task Range_OfARemovedContainer_StaysThatOfWhoSharesIt()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var donor = await harness.RunAsync("exec sleep 1000");
        var sharer = await harness.RunAsync("exec sleep 1000", spec => spec with { NetworkMode = $"container:{donor}" });
        await harness.Containers.RemoveAsync(donor, force: true, cancellationToken: Token);
        var shared = (await harness.Containers.InspectAsync(sharer, Token)).UserNamespaceBase;
        Assert.NotNull(shared);
        Assert.NotEqual(shared, await BaseOfNextAsync());

        await harness.RestartAsync(Token);
        Assert.NotEqual(shared, await BaseOfNextAsync());

        async Task<long?> BaseOfNextAsync() => (await harness.Containers.InspectAsync(await harness.RunAsync("exec sleep 1000"), Token)).UserNamespaceBase;
    }

    [Fact]
    public async Task Join_OfOneThatDoesNotRun_IsAConflictAndLeavesNothing()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var donor = await harness.RunAsync("true", spec => spec with { Name = "donor" });
        await harness.Containers.WaitAsync(donor, cancellationToken: Token);
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", NetworkMode = "container:donor" }, Token);
        var before = await harness.TracesAsync();
        Assert.Contains("not running", (await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.StartAsync(created.Id, Token))).Message);
        Assert.Equal(before, await harness.TracesAsync());
        await harness.Containers.RemoveAsync(donor, cancellationToken: Token);
        Assert.Contains("removed", (await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.StartAsync(created.Id, Token))).Message);
    }

    [Fact]
    public async Task Join_ThatWouldMixUserNamespaces_IsRefused()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await harness.RunAsync("sleep 60", spec => spec with { Name = "aa" });
        await harness.RunAsync("sleep 60", spec => spec with { Name = "bb" });
        await harness.RunAsync("sleep 60", spec => spec with { Name = "root", UserNamespace = UserNamespaceMode.Host });
        await Assert.ThrowsAsync<ConflictException>(() => harness.RunAsync("true", spec => spec.Of(new SecurityOptions { PidMode = "container:bb" }) with { NetworkMode = "container:aa" }));
        await Assert.ThrowsAsync<ConflictException>(() => harness.RunAsync("true", spec => spec with { NetworkMode = "container:root" }));
        await Assert.ThrowsAsync<ConflictException>(() => harness.RunAsync("true", spec => spec with { NetworkMode = "container:aa", UserNamespace = UserNamespaceMode.Host }));
        Assert.Contains("shareable", (await Assert.ThrowsAsync<ConflictException>(() => harness.RunAsync("true", spec => spec.Of(new SecurityOptions { IpcMode = "container:aa" })))).Message);
        await Assert.ThrowsAsync<InvalidInputException>(() => harness.RunAsync("true", spec => spec with { NetworkMode = "container:nobody" }));
    }

    [Fact]
    public async Task Flood_LeftInTheHostsPids_EndsWithItsContainer()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("for i in 1 2 3 4; do yes & done; sleep 0.2; exit 3", spec => spec.Of(new SecurityOptions { PidMode = "host" }));
        Assert.Equal(3, (await harness.Containers.WaitAsync(id, cancellationToken: Token).WaitAsync(TimeSpan.FromSeconds(30), Token)).ExitCode);
    }

    [Fact]
    public async Task HostsPids_AreGoneWithTheirContainer()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await harness.TracesAsync();
        var id = await harness.RunAsync("sleep 1234 & sleep 0.2; exit 3", spec => spec.Of(new SecurityOptions { PidMode = "host" }));
        Assert.Equal(3, (await harness.Containers.WaitAsync(id, cancellationToken: Token)).ExitCode);
        await harness.Containers.RemoveAsync(id, cancellationToken: Token);
        Assert.Equal(before, await harness.TracesAsync());
        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc"), path => File.Exists(path + "/cmdline") && Text(path + "/cmdline") == "sleep\01234\0");
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // It ended meanwhile.
        }
    }

    private static string Own(string kind) => new FileInfo($"/proc/self/ns/{kind}").LinkTarget!;
}
