using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>A command that is run later has what the container's first process has, and not more.</summary>
public sealed class ExecRightsTests
{
    private const string Asleep = "echo ready; exec sleep 1000";

    // Everything of a process that is a right, then its limits.
    private const string Rights = "grep -E '^(Uid|Gid|Groups|Cap...|NoNewPrivs|Seccomp|Sig(Blk|Ign)):' /proc/self/status; cat /proc/self/limits /proc/self/oom_score_adj";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, ContainerSpec> s_specs = new()
    {
        ["default"] = new() { Image = "busybox" },
        ["without a user namespace"] = new() { Image = "busybox", UserNamespace = UserNamespaceMode.Host },
        ["of another user"] = new() { Image = "busybox", User = "1000:1001", Security = new() { GroupAdd = ["5000", "tty"] } },
        ["stricter"] = new() { Image = "busybox", Security = new() { CapabilitiesDrop = ["ALL"], CapabilitiesAdd = ["KILL"], NoNewPrivileges = true, Ulimits = [new("nofile", 99, 200), new("core", 0, 0)], OomScoreAdjust = 321 } },
        ["weaker"] = new() { Image = "busybox", Security = new() { CapabilitiesAdd = ["NET_ADMIN"], SeccompProfile = SecurityOptions.Unconfined } },
        ["privileged"] = new() { Image = "busybox", Security = new() { Privileged = true } },
        ["privileged without a user namespace"] = new() { Image = "busybox", UserNamespace = UserNamespaceMode.Host, Security = new() { Privileged = true } },
    };

    public static TheoryData<string> Kinds => [.. s_specs.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Exec_HasEveryRightOfTheFirstProcess(string kind)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Rights + "; echo told; exec sleep 1000", plain => s_specs[kind] with { Command = plain.Command });
        var first = "";
        await Panel.Tests.Shared.Poll.UntilAsync(async () => (first = await harness.LogAsync(id, Token)).EndsWith("told", StringComparison.Ordinal), "it tells its rights", cancellationToken: Token);
        Assert.Equal(first, await harness.ExecAsync(id, Rights + "; echo told"));
    }

    [Fact]
    public async Task Exec_UnderAProfileOfTheCaller_IsFilteredByIt()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        const string profile = """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO","errnoRet":122}]}""";
        var id = await harness.RunAsync(Asleep, spec => spec.Of(new SecurityOptions { SeccompProfile = profile }));
        Assert.Contains("quota", await harness.ExecAsync(id, "mkdir /x || true"));
    }

    [Fact]
    public async Task Exec_ThatIsPrivileged_HasNoMoreThanItsUserNamespace()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Asleep);
        var log = await harness.ExecAsync(id, "(echo x > /proc/sys/kernel/core_pattern) 2>/dev/null || echo refused; readlink /proc/self/ns/user; readlink /proc/1/ns/user", spec => spec with { Privileged = true });
        var lines = log.Split('\n');
        Assert.Equal("refused", lines[0]);
        Assert.Equal(lines[1], lines[2]);
    }

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task I8_Exec_InADirectoryThroughAnyDescriptor_IsRefused(UserNamespaceMode users)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Asleep, spec => spec with { UserNamespace = users });
        int[] usual = [.. Enumerable.Range(0, 33), 63, 127, 255, 1023];
        foreach (var descriptor in usual.Union(Enumerable.Range(0, Rounds.Of(0, 1024))))
        {
            foreach (var directory in new[] { $"/proc/self/fd/{descriptor}", $"/proc/self/fd/{descriptor}/../../etc" })
            {
                var exec = await harness.Containers.CreateExecAsync(id, new ExecSpec { Arguments = ["true"], WorkingDirectory = directory }, Token);
                var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.StartExecAsync(exec, new ExecStartOptions(), Token));
                Assert.Contains("/proc/self/fd", refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task I8_Exec_HasNoDescriptorButItsThree(UserNamespaceMode users)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(Asleep, spec => spec with { UserNamespace = users });
        // The fourth is the directory that ls reads.
        Assert.Equal("0\n1\n2\n3", await harness.ExecAsync(id, "exec ls /proc/self/fd"));
    }
}
