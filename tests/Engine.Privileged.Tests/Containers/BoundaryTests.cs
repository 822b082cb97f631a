using Panel.Engine.Contract;
using Panel.Engine.Linux.Processes;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>The create refuses what the kernel would refuse at the start, and everything that it accepts starts. Tested at the limits of
/// each field.</summary>
public sealed class BoundaryTests
{
    private static readonly long s_openFiles = ProcessLimit.Largest(7);

    private static readonly Dictionary<string, Func<ContainerSpec, ContainerSpec>> s_ends = new()
    {
        ["as many open files as the kernel has"] = spec => Limited(spec, new Ulimit("nofile", s_openFiles, s_openFiles)),
        ["one open file more"] = spec => Limited(spec, new Ulimit("nofile", s_openFiles, s_openFiles + 1)),
        ["unlimited open files"] = spec => Limited(spec, new Ulimit("nofile", -1, -1)),
        ["every other limit at its most"] = spec => Limited(spec, [.. Names.Select((name, number) => new Ulimit(name, ProcessLimit.Largest(number), ProcessLimit.Largest(number)))]),
        ["no other limit"] = spec => Limited(spec, [.. Names.Where((_, number) => ProcessLimit.Largest(number) == long.MaxValue).Select(name => new Ulimit(name, -1, -1))]),
        ["the largest memory"] = spec => spec with { Resources = new() { MemoryBytes = long.MaxValue } },
        ["memory whose double is too large"] = spec => spec with { Resources = new() { MemoryBytes = long.MaxValue / 2 + 1 } },
        ["the largest memory and swap"] = spec => spec with { Resources = new() { MemoryBytes = long.MaxValue, MemorySwapBytes = long.MaxValue, MemoryReservationBytes = long.MaxValue } },
        ["the least CPU"] = spec => spec with { Resources = new() { Cpus = 0.01 } },
        ["the longest period"] = spec => spec with { Resources = new() { CpuPeriod = 1_000_000, CpuQuota = 1000 } },
        ["the largest quota"] = spec => spec with { Resources = new() { CpuPeriod = 1000, CpuQuota = (1L << 44) - 1 } },
        ["a quota above the largest"] = spec => spec with { Resources = new() { CpuQuota = 1L << 44 } },
        ["the most shares"] = spec => spec with { Resources = new() { CpuShares = 262144 } },
        ["every processor"] = spec => spec with { Resources = new() { CpusetCpus = $"0-{Environment.ProcessorCount - 1}", CpusetMems = "0" } },
        ["one processor more"] = spec => spec with { Resources = new() { CpusetCpus = $"0-{Environment.ProcessorCount}" } },
        ["the most processes"] = spec => spec with { Resources = new() { Pids = 4 * 1024 * 1024 } },
        ["more processes"] = spec => spec with { Resources = new() { Pids = long.MaxValue } },
        ["the largest /dev/shm"] = spec => spec with { SharedMemoryBytes = long.MaxValue },
        ["the least /dev/shm"] = spec => spec with { SharedMemoryBytes = 4096 },
        ["the largest tmpfs"] = spec => spec with { Mounts = [new(MountKind.Tmpfs, "/t") { TmpfsBytes = long.MaxValue }] },
        ["the largest percentage"] = spec => Tmpfs(spec, "size=1000000%"),
        ["8 EiB less one"] = spec => Tmpfs(spec, "size=9223372036854775807"),
        ["7 EiB"] = spec => Tmpfs(spec, "size=7e,nr_blocks=7e"),
        ["16 EiB"] = spec => Tmpfs(spec, "size=16e"),
        ["every inode"] = spec => Tmpfs(spec, "nr_inodes=9223372036854775807"),
        ["no memory policy"] = spec => Tmpfs(spec, "mpol=nonsense"),
        ["a memory policy"] = spec => Tmpfs(spec, "mpol=prefer:0"),
        ["an unknown kernel setting"] = spec => Set(spec, "net.ipv4.no_such", "1"),
        ["a kernel setting of the host alone"] = spec => Set(spec, "net.core.bpf_jit_enable", "1"),
        ["a kernel setting that is read only"] = spec => Set(spec, "net.ipv4.tcp_available_congestion_control", "cubic"),
        ["a kernel setting out of range"] = spec => Set(spec, "net.ipv4.ip_default_ttl", "0"),
        ["a kernel setting that is not a number"] = spec => Set(spec, "kernel.msgmax", "much"),
        ["the interface's own setting"] = spec => Set(spec, "net.ipv4.conf.eth0.rp_filter", "2"),
        ["another interface's setting"] = spec => Set(spec, "net.ipv4.conf.eth1.rp_filter", "2"),
        ["message queues"] = spec => Set(spec, "fs.mqueue.msg_max", "20"),
        ["OOM score at its least"] = spec => spec with { Security = new() { OomScoreAdjust = ProcessLimit.LeastOomScore() } },
        ["OOM score at its most"] = spec => spec with { Security = new() { OomScoreAdjust = 1000 } },
        ["the longest word"] = spec => spec with { Command = ["true", new('a', 131071)] },
        ["a longer word"] = spec => spec with { Command = ["true", new('a', 131072)] },
        ["the longest variable"] = spec => spec with { Environment = ["A=" + new string('a', 131069)] },
        ["a longer variable"] = spec => spec with { Environment = ["A=" + new string('a', 131070)] },
        ["the longest name in a path"] = spec => spec with { WorkingDirectory = "/" + new string('a', 255) },
        ["a longer name in a path"] = spec => spec with { WorkingDirectory = "/" + new string('a', 256) },
        ["a longer name of a mount"] = spec => spec with { Mounts = [new(MountKind.Tmpfs, "/" + new string('a', 256))] },
        ["a device rule at its most"] = spec => spec with { Security = new() { DeviceRules = ["c 2147483647:2147483647 rwm"] } },
        ["a device rule above it"] = spec => spec with { Security = new() { DeviceRules = ["c 4294967296:0 rwm"] } },
        ["1000 groups"] = spec => spec with { Security = new() { GroupAdd = [.. Enumerable.Range(0, 1000).Select(i => $"{i}")] } },
        ["the longest host name"] = spec => spec with { Hostname = new('a', 64), Domainname = new('b', 64) },
        ["the longest stop"] = spec => spec with { StopTimeout = TimeSpan.FromSeconds(int.MaxValue) },
        ["the largest log"] = spec => spec with { LogRotation = new(long.MaxValue, 1000) },
    };

    private static readonly string[] s_refused =
    [
        "one open file more", "unlimited open files", "a quota above the largest", "one processor more", "more processes", "16 EiB", "every inode", "no memory policy", "an unknown kernel setting",
        "a kernel setting of the host alone", "a kernel setting that is read only", "a kernel setting out of range", "a kernel setting that is not a number", "another interface's setting", "a longer word",
        "a longer variable", "a longer name in a path", "a longer name of a mount", "a device rule above it",
    ];

    // By their RLIMIT_ numbers.
    private static string[] Names =>
        ["cpu", "fsize", "data", "stack", "core", "rss", "nproc", "nofile", "memlock", "as", "locks", "sigpending", "msgqueue", "nice", "rtprio", "rttime"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Field_AtItsEnds_IsRefusedAtTheCreateOrStarts()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        List<string> faults = [];
        foreach (var (name, change) in s_ends)
        {
            var outcome = await OutcomeAsync(harness, change(new ContainerSpec { Image = "busybox:latest", Command = ["true"] }));
            if (outcome != (s_refused.Contains(name) ? "refused" : "ran")) faults.Add($"{name}: {outcome}");
        }

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    private static async Task<string> OutcomeAsync(EngineHarness harness, ContainerSpec spec)
    {
        ContainerCreated created;
        try
        {
            created = await harness.Containers.CreateAsync(spec, Token);
        }
        catch (InvalidInputException)
        {
            return "refused";
        }

        try
        {
            await harness.Containers.StartAsync(created.Id, Token);
            var exit = await harness.Containers.WaitAsync(created.Id, WaitCondition.NotRunning, Token);
            return exit.ExitCode == 0 ? "ran" : $"exited with {exit.ExitCode} {exit.Error}";
        }
        catch (EngineException fault)
        {
            return $"did not start: {fault.Message}";
        }
    }

    private static ContainerSpec Limited(ContainerSpec spec, params Ulimit[] limits) => spec with { Security = new() { Ulimits = limits } };

    private static ContainerSpec Tmpfs(ContainerSpec spec, string options) => spec with { Mounts = [new(MountKind.Tmpfs, "/t") { TmpfsOptions = options }] };

    private static ContainerSpec Set(ContainerSpec spec, string name, string value) => spec with { Security = new() { Sysctls = new Dictionary<string, string> { [name] = value } } };
}
