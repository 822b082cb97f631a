using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Capabilities, filters, limits and groups as the container's own kernel shows them.</summary>
public sealed class RightsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Capabilities_AddedAndDropped_AreThoseOfTheProcess()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        const string script = "grep -E '^Cap(Prm|Eff|Bnd|Inh|Amb)' /proc/self/status | cut -f2 | sort -u";
        Assert.Equal("0000000000000000\n00000000a80435fb", await harness.OutputAsync(script, new SecurityOptions { CapabilitiesAdd = ["net_admin"] }));
        Assert.Equal("0000000000000000\n00000000a80405fb", await harness.OutputAsync(script, new SecurityOptions { CapabilitiesDrop = ["CAP_NET_RAW"] }));
        Assert.Equal("0000000000000000", await harness.OutputAsync(script, new SecurityOptions { CapabilitiesDrop = ["ALL"] }));
        Assert.Equal("0000000000000000\n0000000000000400", await harness.OutputAsync(script, new SecurityOptions { CapabilitiesDrop = ["ALL"], CapabilitiesAdd = ["NET_BIND_SERVICE"] }));
    }

    [Fact]
    public async Task User_OtherThanRoot_KeepsOnlyTheBoundingSet()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var log = await harness.OutputAsync("grep -E '^Cap(Eff|Bnd)' /proc/self/status | cut -f2; id -G", spec => spec with { User = "1000", Security = new SecurityOptions { GroupAdd = ["5000", "tty"] } });
        Assert.Equal("0000000000000000\n00000000a80425fb\n0 5 5000", log);
    }

    [Fact]
    public async Task Privileged_InItsUserNamespace_IsPowerfulThereOnly()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var log = await harness.OutputAsync("mkdir /m; mount -t tmpfs x /m && echo mounted; grep Seccomp: /proc/self/status | cut -f2; (echo x > /proc/sys/kernel/core_pattern) 2>/dev/null || echo refused", new SecurityOptions { Privileged = true });
        Assert.StartsWith("mounted\n0\n", log);
        Assert.EndsWith("refused", log);
    }

    [Fact]
    public async Task Privileged_WithTheHostsUserNamespace_HasItsDevicesAndWritableSys()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var log = await harness.OutputAsync("grep ' /sys ' /proc/mounts | cut -d' ' -f4 | cut -d, -f1; test -e /dev/kmsg && echo kmsg; grep CapEff /proc/self/status | cut -f2", spec => spec.Of(new SecurityOptions { Privileged = true }, UserNamespaceMode.Host));
        Assert.Equal(["rw", "kmsg"], log.Split('\n')[..2]);
        Assert.Equal(Linux.Processes.Capabilities.Permitted(), Convert.ToUInt64(log.Split('\n')[2], 16));
    }

    [Fact]
    public async Task NoNewPrivileges_IsSetOnTheProcess()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        Assert.Equal("1\n2", await harness.OutputAsync("grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status | cut -f2", new SecurityOptions { NoNewPrivileges = true }));
        Assert.Equal("0\n2", await harness.OutputAsync("grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status | cut -f2", new SecurityOptions()));
    }

    [Fact]
    public async Task Seccomp_OfTheCaller_Decides()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        const string profile = """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO","errnoRet":122}]}""";
        Assert.Contains("quota", await harness.OutputAsync("mkdir /x || true", new SecurityOptions { SeccompProfile = profile }));
        Assert.Equal("0", await harness.OutputAsync("grep ^Seccomp: /proc/self/status | cut -f2", new SecurityOptions { SeccompProfile = SecurityOptions.Unconfined }));
        await Assert.ThrowsAsync<InvalidInputException>(() => harness.RunAsync("true", spec => spec.Of(new SecurityOptions { SeccompProfile = "{}" })));
    }

    /// <summary>They are set when everything is open: neither the start nor an exec needs the descriptors, the stack or the memory that the command may not have.</summary>
    [Theory]
    [InlineData("nofile", 1, "open files")]
    [InlineData("nofile", 3, "open files")]
    [InlineData("fsize", 0, "file size")]
    [InlineData("as", 16777216, "address space")]
    [InlineData("data", 8388608, "data")]
    [InlineData("memlock", 0, "locked memory")]
    [InlineData("nproc", 2, "processes")]
    public async Task Ulimits_BelowWhatTheShimNeeds_BindTheCommandAlone(string name, long value, string row)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        foreach (var users in new[] { UserNamespaceMode.Private, UserNamespaceMode.Host })
        {
            var id = await harness.RunAsync("while :; do :; done", spec => spec with
            {
                Command = ["sleep", "1000"],
                Init = true,
                UserNamespace = users,
                Security = new SecurityOptions { Ulimits = [new(name, value, value)] },
            });
            var limits = await File.ReadAllLinesAsync($"/proc/{(await harness.StateAsync(id, Token)).Pid}/limits", Token);
            Assert.Contains(limits, line => line.StartsWith($"Max {row} ", StringComparison.Ordinal) && line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains($"{value}"));
            if (name != "nproc") Assert.Equal("0", await harness.ExecAsync(id, "echo $?"));
        }
    }

    [Fact]
    public async Task Ulimits_AreTheCallersAndSaneByDefault()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        Assert.Equal($"1024\n{Math.Min(524288, Linux.Processes.ProcessLimit.HardOpenFiles)}", await harness.OutputAsync("ulimit -Sn; ulimit -Hn", new SecurityOptions()));
        Assert.Equal("99\n200\n0", await harness.OutputAsync("ulimit -Sn; ulimit -Hn; ulimit -c", new SecurityOptions { Ulimits = [new("nofile", 99, 200), new("core", 0, 0)] }));
    }

    [Fact]
    public async Task OomScore_AndSharedMemory_AreTheCallers()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var log = await harness.OutputAsync("cat /proc/self/oom_score_adj; df -k /dev/shm | tail -1 | tr -s ' ' | cut -d' ' -f2", spec => spec with { SharedMemoryBytes = 1 << 20, Security = new SecurityOptions { OomScoreAdjust = 321 } });
        Assert.Equal("321\n1024", log);
    }

    [Fact]
    public async Task Paths_OfTheCaller_AreMaskedAndReadOnly()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var options = new SecurityOptions { MaskedPaths = ["/etc/hosts", "/usr", "/proc/version", "/no/such"], ReadOnlyPaths = ["/etc", "/proc/sys"] };
        Assert.Equal("0\n0\n0\nro", await harness.OutputAsync("wc -c < /etc/hosts; ls /usr | wc -l; wc -c < /proc/version; touch /etc/x 2>/dev/null || echo ro", options));
        Assert.Equal("0", await harness.OutputAsync("grep -c -E ' /proc/(acpi|keys|timer_list) ' /proc/mounts || true", new SecurityOptions { MaskedPaths = [] }));
    }

    [Fact]
    public async Task Sysctls_AreThoseOfItsNamespaces()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        const string file = "/proc/sys/net/ipv4/ip_default_ttl";
        var host = await File.ReadAllTextAsync(file, Token);
        var options = new SecurityOptions { Sysctls = new Dictionary<string, string> { ["net.ipv4.ip_default_ttl"] = "77", ["kernel.msgmax"] = "4242" } };
        Assert.Equal("77\n4242", await harness.OutputAsync($"cat {file} /proc/sys/kernel/msgmax", options));
        Assert.Equal(host, await File.ReadAllTextAsync(file, Token));
    }

    /// <summary>Linux 6.1 keeps net.core from network namespaces of a user namespace, newer kernels do not.</summary>
    [Fact]
    public async Task SysctlsOfNetCore_AreSetOrToldToNeedTheHostsUsers()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        const string file = "/proc/sys/net/core/somaxconn";
        var options = new SecurityOptions { Sysctls = new Dictionary<string, string> { ["net.core.somaxconn"] = "77" } };
        if (await harness.OutputAsync($"test -e {file} && echo shown || echo hidden", new SecurityOptions()) == "shown")
        {
            Assert.Equal("77", await harness.OutputAsync($"cat {file}", options));
        }
        else
        {
            var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Name = "tuned", Security = options }, Token);
            var failure = await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.StartAsync(created.Id, Token));
            Assert.Equal(
                "The container tuned cannot start: this kernel keeps the setting net.core.somaxconn from containers with a user namespace: use a newer kernel, "
                + "or create the container with the host's users (--userns host), which makes its root the host's root.", failure.Message);
        }

        Assert.Equal("77", await harness.OutputAsync($"cat {file}", spec => spec.Of(options, UserNamespaceMode.Host)));
    }

    [Fact]
    public async Task Sysctl_ThatTheKernelRefuses_IsRefusedAtTheCreateAndLeavesNothing()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var options = new SecurityOptions { Sysctls = new Dictionary<string, string> { ["net.no.such"] = "1" } };
        var before = await harness.TracesAsync();
        var failure = await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Security = options }, Token));
        Assert.Equal("A container has no kernel setting net.no.such here: check its name, or leave it out.", failure.Message);
        Assert.Equal(before, await harness.TracesAsync());
    }

    [Fact]
    public async Task Init_ReapsAndForwards()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        Assert.Equal("7", await harness.OutputAsync("cat /proc/1/comm > /dev/null; echo 7; test $$ != 1", spec => spec with { Init = true }));
    }
}
