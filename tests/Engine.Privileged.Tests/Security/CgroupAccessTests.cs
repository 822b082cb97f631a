using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Who may make cgroups in a container, and that nobody gets out of the container's limits by that (ADR 0028).</summary>
public sealed class CgroupAccessTests
{
    private static readonly SecurityOptions s_tree = new() { WritableCgroups = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cgroups_OfAnOrdinaryContainer_AreReadOnly()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var log = await harness.OutputAsync("for d in /sys/fs/cgroup /sys/fs/cgroup/*/; do [ -d $d ] && mkdir $d/own 2>&1 && echo made; done; true", new SecurityOptions());
        Assert.DoesNotContain("made", log);
        Assert.All(log.Split('\n'), line => Assert.Contains("Read-only file system", line));
        // Not of a privileged one either, if it is told so.
        Assert.DoesNotContain("made", await harness.OutputAsync("mkdir /sys/fs/cgroup/own && echo made; true", new SecurityOptions { Privileged = true, WritableCgroups = false }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tree_OfAContainer_IsItsOwnBelowItsLimits(bool privileged)
    {
        const string script = """
            cd /sys/fs/cgroup; cat /proc/self/cgroup | grep ^0:
            mkdir -p own/deep && echo 0 > own/deep/cgroup.procs && grep ^0: /proc/self/cgroup
            for f in $(ls -p | grep -v /); do
                case $f in cgroup.procs | cgroup.threads | cgroup.subtree_control | memory.oom.group | memory.reclaim) ;;
                *) (echo 1 > $f) 2>/dev/null && echo "wrote $f" ;; esac
            done
            cat cgroup.max.descendants
            for type in cgroup2 'cgroup -o memory' 'cgroup -o pids'; do
                mkdir -p /mnt/m && mount -t $type none /mnt/m 2>/dev/null || continue
                (echo 1073741824 > /mnt/m/memory.max || echo 1073741824 > /mnt/m/memory.limit_in_bytes || echo 999 > /mnt/m/pids.max) 2>/dev/null && echo "raised by $type"
                umount /mnt/m
            done
            i=0; while [ $i -lt 50 ]; do sleep 600 & i=$((i + 1)); done 2>/dev/null
            """;
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await harness.TracesAsync();
        // The shell ends when it may not fork: an outer one counts what came of it, without a fork.
        var id = await harness.RunAsync("sh -c \"$SCRIPT\"; set -- /proc/[0-9]*; echo processes $#; exec sleep 600", spec => spec with
        {
            Environment = ["SCRIPT=" + script],
            Security = s_tree with { Privileged = privileged },
            Resources = new() { Pids = 20, MemoryBytes = 64 << 20 },
        });
        await Poll.UntilAsync(async () => (await harness.LogAsync(id, Token)).Contains("processes", StringComparison.Ordinal), "all is tried", TimeSpan.FromMinutes(1), Token);

        var lines = (await harness.LogAsync(id, Token)).Split('\n');
        Assert.Equal(["0::/", "0::/own/deep", "4096"], lines[..3]);
        // The inner shell was the twentieth.
        Assert.Equal("processes 19", lines[^1]);
        Assert.DoesNotContain(lines, line => line.Contains("wrote", StringComparison.Ordinal) || line.Contains("raised", StringComparison.Ordinal));
        var files = new GroupFiles(harness, id);
        Assert.Equal(("20", 64L << 20), (files.Pids, files.Memory));
        Assert.True((await harness.Containers.InspectAsync(id, Token)).Security.CgroupNamespace);

        await harness.Containers.RemoveAsync(id, force: true, cancellationToken: Token);
        Assert.Equal(before, await harness.TracesAsync());
    }

    [Fact]
    public async Task Memory_OfAGroupBelow_CountsForTheContainer()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("cd /sys/fs/cgroup && mkdir own && (echo 0 > own/cgroup.procs; exec tail /dev/zero); exec sleep 600", spec => spec with
        {
            Security = s_tree,
            Resources = new() { MemoryBytes = 16 << 20, MemorySwapBytes = 16 << 20 },
        });
        await Poll.UntilAsync(async () => (await harness.StateAsync(id, Token)).OomKilled, "what it started is killed at the container's limit", TimeSpan.FromMinutes(1), Token);
        Assert.Equal(ContainerStatus.Running, (await harness.StateAsync(id, Token)).Status);
    }

    [Fact]
    public async Task Exec_InAContainerWithATree_IsInIt()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("mkdir /sys/fs/cgroup/own && echo 0 > /sys/fs/cgroup/own/cgroup.procs; echo ready; exec sleep 600", spec => spec with { Security = s_tree });
        await harness.UntilLoggedAsync(id, "ready", Token);
        Assert.Equal("0::/", await harness.ExecAsync(id, "grep ^0: /proc/self/cgroup"));
    }

    [Theory]
    [InlineData(UserNamespaceMode.Host, "", "user namespace")]
    [InlineData(UserNamespaceMode.Private, "host", "cgroup namespace")]
    public async Task Tree_WithoutNamespacesOfItsOwn_IsRefused(UserNamespaceMode users, string cgroups, string words)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => harness.RunAsync("true", spec => spec.Of(s_tree with { CgroupMode = cgroups }, users)));
        Assert.Equal("Security.WritableCgroups", refused.Field);
        Assert.Contains(words, refused.Message);
        // Unasked, none is given, whatever it runs.
        var init = new ContainerSpec { Image = "busybox", Entrypoint = ["/sbin/init"] }.Of(new SecurityOptions { CgroupMode = cgroups }, users);
        Assert.DoesNotContain(harness.Containers.AssessSecurity(init).Weaknesses, sentence => sentence.Contains("below its own", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tree_AfterTheShimWasKilled_IsSwept()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("mkdir -p /sys/fs/cgroup/a/b && echo 0 > /sys/fs/cgroup/a/b/cgroup.procs; echo ready; exec sleep 600", spec => spec with { Security = s_tree });
        await harness.UntilLoggedAsync(id, "ready", Token);
        var shim = Assert.Single(ProcessTable.Read(), process => process.Arguments is ["panel-shim", "run", var spec] && spec == harness.Engine.Paths.RunSpec(id));

        await ProcessTable.KillAsync(shim.Id);

        await harness.Containers.WaitAsync(id, cancellationToken: Token);
        Assert.DoesNotContain(Cgroups.Find(harness.Engine.Paths.InstanceName), path => path.Contains(id, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/sbin/init", true)]
    [InlineData("/usr/lib/systemd/systemd", true)]
    [InlineData("/bin/initial", false)]
    public async Task Command_OfSystemd_IsGivenATreeUnasked(string command, bool given)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var bind = new MountSpec(MountKind.Bind, "/sys/fs/cgroup", "/sys/fs/cgroup");
        var spec = new ContainerSpec { Image = "busybox", Entrypoint = [command] };
        Assert.Equal(given, harness.Containers.AssessSecurity(spec).Weaknesses.Any(sentence => sentence.Contains("below its own", StringComparison.Ordinal)));
        // What recipes for Docker bind there is what the container has of its own.
        var withBind = spec with { Mounts = [bind] };
        if (given) Assert.Contains("cgroups of its own", Assert.Single((await harness.Containers.CreateAsync(withBind, Token)).Warnings));
        else Assert.Equal("Mounts[0].Target", (await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CreateAsync(withBind, Token))).Field);
        Assert.True(CgroupHost.Detect().Unified is not null, "This machine has no cgroup v2 mount, which the tests need.");
    }
}
