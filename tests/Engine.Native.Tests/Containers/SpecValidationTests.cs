using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Specs;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class SpecValidationTests
{
    private static readonly string s_disk = Directory.EnumerateFiles("/dev", "loop*").Concat(Directory.EnumerateFiles("/dev", "vd?")).First(path => DeviceNode.Read(path) is { IsBlock: true });
    private static readonly ContainerSpec s_good = new() { Image = "busybox" };

    private static readonly Dictionary<string, (string Field, ContainerSpec Spec)> s_bad = new()
    {
        ["no image"] = ("Image", s_good with { Image = " " }),
        ["short name"] = ("Name", s_good with { Name = "a" }),
        ["name with slash"] = ("Name", s_good with { Name = "../x" }),
        ["name with line feed"] = ("Name", s_good with { Name = "name\n" }),
        ["NUL in command"] = ("Command[1]", s_good with { Command = ["a", "b\0c"] }),
        ["variable without name"] = ("Environment[0]", s_good with { Environment = ["=x"] }),
        ["relative directory"] = ("WorkingDirectory", s_good with { WorkingDirectory = "tmp" }),
        ["uid 2^31"] = ("User", s_good with { User = "2147483648" }),
        ["gid 2^32"] = ("User", s_good with { User = "0:4294967296" }),
        ["three parts"] = ("User", s_good with { User = "app:0:0" }),
        ["long host name"] = ("Hostname", s_good with { Hostname = new string('a', 65) }),
        ["container port 0"] = ("Ports[0].ContainerPort", s_good with { Ports = [new(0)] }),
        ["host port 65536"] = ("Ports[1].HostPort", s_good with { Ports = [new(80), new(81, HostPort: 65536)] }),
        ["host address"] = ("Ports[0].HostAddress", s_good with { Ports = [new(80, HostAddress: "127.1")] }),
        ["port twice"] = ("Ports[1].HostPort", s_good with { Ports = [new(80, HostPort: 8080), new(81, HostPort: 8080)] }),
        ["mount over root"] = ("Mounts[0].Target", s_good with { Mounts = [new(MountKind.Tmpfs, "/tmp/..")] }),
        ["mount over proc"] = ("Mounts[0].Target", s_good with { Mounts = [new(MountKind.Tmpfs, "/proc//self/attr")] }),
        ["mount twice"] = ("Mounts[1].Target", s_good with { Mounts = [new(MountKind.Tmpfs, "/a"), new(MountKind.Volume, "/a/")] }),
        ["bind without source"] = ("Mounts[0].Source", s_good with { Mounts = [new(MountKind.Bind, "/a")] }),
        ["bind of nothing"] = ("Mounts[0].Source", s_good with { Mounts = [new(MountKind.Bind, "/a", "/no/such/path")] }),
        ["volume name"] = ("Mounts[0].Source", s_good with { Mounts = [new(MountKind.Volume, "/a", "../x")] }),
        ["tmpfs size"] = ("Mounts[0].TmpfsBytes", s_good with { Mounts = [new(MountKind.Tmpfs, "/a") { TmpfsBytes = 0 }] }),
        ["little memory"] = ("Resources.MemoryBytes", s_good with { Resources = new() { MemoryBytes = 1 } }),
        ["swap below memory"] = ("Resources.MemorySwapBytes", s_good with { Resources = new() { MemoryBytes = 64 << 20, MemorySwapBytes = 1 } }),
        ["reservation above memory"] = ("Resources.MemoryReservationBytes", s_good with { Resources = new() { MemoryBytes = 64 << 20, MemoryReservationBytes = 65 << 20 } }),
        ["no CPU"] = ("Resources.Cpus", s_good with { Resources = new() { Cpus = 0 } }),
        ["NaN CPUs"] = ("Resources.Cpus", s_good with { Resources = new() { Cpus = double.NaN } }),
        ["CPU shares"] = ("Resources.CpuShares", s_good with { Resources = new() { CpuShares = 1 } }),
        ["CPUs twice"] = ("Resources.Cpus", s_good with { Resources = new() { Cpus = 1, CpuQuota = 1000 } }),
        ["CPU quota"] = ("Resources.CpuQuota", s_good with { Resources = new() { CpuQuota = 999 } }),
        ["CPU period"] = ("Resources.CpuPeriod", s_good with { Resources = new() { CpuPeriod = 999 } }),
        ["CPU set"] = ("Resources.CpusetCpus", s_good with { Resources = new() { CpusetCpus = "1-0" } }),
        ["no process"] = ("Resources.Pids", s_good with { Resources = new() { Pids = 0 } }),
        ["signal"] = ("StopSignal", s_good with { StopSignal = "SIGNONE" }),
        ["stop timeout"] = ("StopTimeout", s_good with { StopTimeout = TimeSpan.FromSeconds(-2) }),
        ["retries of always"] = ("RestartPolicy.MaximumRetries", s_good with { RestartPolicy = new(RestartPolicyKind.Always, 3) }),
        ["restart and remove"] = ("AutoRemove", s_good with { AutoRemove = true, RestartPolicy = new(RestartPolicyKind.Always) }),
        ["network"] = ("NetworkMode", s_good with { NetworkMode = "nowhere" }),
        ["network of nobody"] = ("NetworkMode", s_good with { NetworkMode = "container:" }),
        ["ports on another's network"] = ("Ports", s_good with { NetworkMode = "container:x", Ports = [new(80)] }),
        ["host name on another's network"] = ("Hostname", s_good with { NetworkMode = "container:x", Hostname = "h" }),
        ["memory node"] = ("Resources.CpusetMems", s_good with { Resources = new() { CpusetMems = "4000" } }),
        ["disk weight"] = ("Resources.BlkioWeight", s_good with { Resources = new() { BlkioWeight = 9 } }),
        ["rate of no disk"] = ("Resources.DeviceRates[0]", s_good with { Resources = new() { DeviceRates = [new("/dev/null") { ReadBytes = 1 }] } }),
        ["shared memory"] = ("SharedMemoryBytes", s_good with { SharedMemoryBytes = 1 }),
        ["domain name"] = ("Domainname", s_good with { Domainname = "a b" }),
        ["capability"] = ("Security.CapabilitiesAdd[0]", s_good with { Security = new() { CapabilitiesAdd = ["FLY"] } }),
        ["dropped capability"] = ("Security.CapabilitiesDrop[1]", s_good with { Security = new() { CapabilitiesDrop = ["ALL", ""] } }),
        ["seccomp profile"] = ("Security.SeccompProfile", s_good with { Security = new() { SeccompProfile = "default" } }),
        ["masked path"] = ("Security.MaskedPaths[0]", s_good with { Security = new() { MaskedPaths = ["proc"] } }),
        ["read-only path"] = ("Security.ReadOnlyPaths[0]", s_good with { Security = new() { ReadOnlyPaths = [""] } }),
        ["no such device"] = ("Security.Devices[0]", s_good with { Security = new() { Devices = [new("/dev/no-such")] } }),
        ["device that is none"] = ("Security.Devices[0]", s_good with { Security = new() { Devices = [new("/etc/passwd", "/dev/x")] } }),
        ["device outside dev"] = ("Security.Devices[0]", s_good with { Security = new() { Devices = [new("/dev/null", "/dev/../etc/x")] } }),
        ["device rights"] = ("Security.Devices[0]", s_good with { Security = new() { Devices = [new("/dev/null", "", "rx")] } }),
        ["device rule"] = ("Security.DeviceRules[0]", s_good with { Security = new() { DeviceRules = ["c 1 rwm"] } }),
        ["the host's sysctl"] = ("Security.Sysctls[kernel.core_pattern]", s_good with { Security = new() { Sysctls = new Dictionary<string, string> { ["kernel.core_pattern"] = "|/x" } } }),
        ["sysctl with a path"] = ("Security.Sysctls[net./../kernel.core_pattern]", s_good with { Security = new() { Sysctls = new Dictionary<string, string> { ["net./../kernel.core_pattern"] = "|/x" } } }),
        ["network sysctl of the host"] = ("Security.Sysctls[net.core.somaxconn]", s_good with { NetworkMode = "host", Security = new() { Sysctls = new Dictionary<string, string> { ["net.core.somaxconn"] = "1" } } }),
        ["ipc sysctl of the host"] = ("Security.Sysctls[kernel.sem]", s_good with { Security = new() { IpcMode = "host", Sysctls = new Dictionary<string, string> { ["kernel.sem"] = "1" } } }),
        ["ulimit"] = ("Security.Ulimits[0]", s_good with { Security = new() { Ulimits = [new("files", 1, 1)] } }),
        ["soft above hard"] = ("Security.Ulimits[0]", s_good with { Security = new() { Ulimits = [new("nofile", 2, 1)] } }),
        ["unlimited soft"] = ("Security.Ulimits[0]", s_good with { Security = new() { Ulimits = [new("nofile", -1, 1)] } }),
        ["ulimit twice"] = ("Security.Ulimits[1]", s_good with { Security = new() { Ulimits = [new("core", 1, 1), new("core", 1, 1)] } }),
        ["more files than the kernel opens"] = ("Security.Ulimits[0]", s_good with { Security = new() { Ulimits = [new("nofile", 1, 1L << 40)] } }),
        ["unlimited files"] = ("Security.Ulimits[0]", s_good with { Security = new() { Ulimits = [new("nofile", -1, -1)] } }),
        ["unknown sysctl"] = ("Security.Sysctls[net.no.such]", s_good with { Security = new() { Sysctls = new Dictionary<string, string> { ["net.no.such"] = "1" } } }),
        ["sysctl of the host's network alone"] = ("Security.Sysctls[net.core.bpf_jit_harden]", s_good with { Security = new() { Sysctls = new Dictionary<string, string> { ["net.core.bpf_jit_harden"] = "1" } } }),
        ["value of a sysctl"] = ("Security.Sysctls[net.ipv4.ip_default_ttl]", s_good with { Security = new() { Sysctls = new Dictionary<string, string> { ["net.ipv4.ip_default_ttl"] = "256" } } }),
        ["long value of a sysctl"] = ("Security.Sysctls[kernel.sem]", s_good with { Security = new() { Sysctls = new Dictionary<string, string> { ["kernel.sem"] = new('1', 5000) } } }),
        ["interface without a network"] = ("Security.Sysctls[net.ipv4.conf.eth0.rp_filter]", s_good with { NetworkMode = "none", Security = new() { Sysctls = new Dictionary<string, string> { ["net.ipv4.conf.eth0.rp_filter"] = "1" } } }),
        ["tmpfs of 16 EiB"] = ("Mounts[0].TmpfsOptions", s_good with { Mounts = [new(MountKind.Tmpfs, "/a") { TmpfsOptions = "size=16e" }] }),
        ["tmpfs of all memory a thousand million times"] = ("Mounts[0].TmpfsOptions", s_good with { Mounts = [new(MountKind.Tmpfs, "/a") { TmpfsOptions = "size=100000000000%" }] }),
        ["tmpfs of too many files"] = ("Mounts[0].TmpfsOptions", s_good with { Mounts = [new(MountKind.Tmpfs, "/a") { TmpfsOptions = "nr_inodes=9223372036854775807" }] }),
        ["memory policy"] = ("Mounts[0].TmpfsOptions", s_good with { Mounts = [new(MountKind.Tmpfs, "/a") { TmpfsOptions = "mpol=nonsense" }] }),
        ["processor in a gap"] = ("Resources.CpusetCpus", s_good with { Resources = new() { CpusetCpus = "0-99999" } }),
        ["rate above 32 bits"] = ("Resources.DeviceRates[0]", s_good with { Resources = new() { DeviceRates = [new(s_disk) { ReadOperations = 1L << 32 }] } }),
        ["long word"] = ("Command[1]", s_good with { Command = ["echo", new('a', 131072)] }),
        ["long command"] = ("Command", s_good with { Command = [.. Enumerable.Repeat(new string('a', 100_000), 64)] }),
        ["long variable"] = ("Environment[0]", s_good with { Environment = ["A=" + new string('a', 131072)] }),
        ["long environment"] = ("Environment", s_good with { Environment = [.. Enumerable.Range(0, 64).Select(i => $"A{i}=" + new string('a', 100_000))] }),
        ["long name in a path"] = ("WorkingDirectory", s_good with { WorkingDirectory = "/" + new string('ä', 128) }),
        ["domain name of many bytes"] = ("Domainname", s_good with { Domainname = new('ä', 33) }),
        ["too many groups"] = ("Security.GroupAdd", s_good with { Security = new() { GroupAdd = [.. Enumerable.Range(0, 1001).Select(i => $"{i}")] } }),
        ["OOM score"] = ("Security.OomScoreAdjust", s_good with { Security = new() { OomScoreAdjust = 1001 } }),
        ["group"] = ("Security.GroupAdd[0]", s_good with { Security = new() { GroupAdd = ["a:b"] } }),
        ["pid mode"] = ("Security.PidMode", s_good with { Security = new() { PidMode = "shareable" } }),
        ["ipc mode"] = ("Security.IpcMode", s_good with { Security = new() { IpcMode = "container:" } }),
        ["uts mode"] = ("Security.UtsMode", s_good with { Security = new() { UtsMode = "container:x" } }),
        ["cgroup mode"] = ("Security.CgroupMode", s_good with { Security = new() { CgroupMode = "own" } }),
        ["host name of the host"] = ("Hostname", s_good with { Hostname = "h", Security = new() { UtsMode = "host" } }),
        ["extra host"] = ("ExtraHosts[0]", s_good with { ExtraHosts = ["name"] }),
        ["search domain"] = ("DnsSearch[1]", s_good with { DnsSearch = ["example.org", "a domain"] }),
        ["resolver option"] = ("DnsOptions[0]", s_good with { DnsOptions = ["ndots:2\nnameserver 192.0.2.1"] }),
        ["range of ports that goes down"] = ("Ports[0].LastHostPort", s_good with { Ports = [new(80, HostPort: 8010) { LastHostPort = 8000 }] }),
        ["range of ports without a first"] = ("Ports[0].LastHostPort", s_good with { Ports = [new(80) { LastHostPort = 8000 }] }),
        ["name server"] = ("DnsServers[0]", s_good with { DnsServers = ["dns"] }),
        ["log size"] = ("LogRotation.MaxBytes", s_good with { LogRotation = new(0, 1) }),
    };

    public static TheoryData<string> Bad => [.. s_bad.Keys];

    [Theory]
    [MemberData(nameof(Bad))]
    public void Specification_WithAFault_IsRefusedAtItsField(string fault)
    {
        var (field, spec) = s_bad[fault];
        Assert.Equal(field, Assert.Throws<InvalidInputException>(() => SpecValidation.Check(spec)).Field);
    }

    [Theory]
    [InlineData("app:")]
    [InlineData(":5")]
    public void User_WithAnEmptyPart_PassesAsInDocker(string user) => SpecValidation.Check(s_good with { User = user });

    [Fact]
    public void Specification_WithEverythingRight_Passes() => SpecValidation.Check(s_good with
    {
        Name = "web-1.a_b",
        Command = ["a", ""],
        Environment = ["A=", "B"],
        WorkingDirectory = "/a",
        User = "app:0",
        Hostname = "h-1.example",
        StopSignal = "RTMIN+3",
        Ports = [new(80, HostPort: 80), new(80, PortProtocol.Udp, HostPort: 80), new(80, HostAddress: "127.0.0.1")],
        ExtraHosts = ["a:10.0.0.1", "b:host-gateway", "c:::1"],
        Mounts = [new(MountKind.Bind, "/a", "/tmp"), new(MountKind.Volume, "/b", "vol"), new(MountKind.Tmpfs, "/c") { TmpfsBytes = 4096, TmpfsMode = 0x1FF }],
        Resources = new() { MemoryBytes = 6 << 20, MemorySwapBytes = -1, Cpus = 0.5, CpusetCpus = "0", Pids = -1 },
        DnsServers = ["9.9.9.9", "::1"],
        DnsSearch = ["example.org", "lan."],
        DnsOptions = ["ndots:2", "single-request-reopen"],
    });

    [Theory]
    [InlineData("9", 9, "SIGKILL")]
    [InlineData("term", 15, "SIGTERM")]
    [InlineData("SIGRTMIN+1", 35, "SIGRTMIN+1")]
    [InlineData("RTMAX-1", 63, "SIGRTMIN+29")]
    public void Signal_ByNameOrNumber_IsFound(string text, int number, string name)
    {
        Assert.Equal(number, Signals.Parse(text, "f"));
        Assert.Equal(name, Signals.Name(number));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-1")]
    [InlineData("RTMIN+99")]
    [InlineData("")]
    public void Signal_ThatIsNone_IsRefused(string text) => Assert.Throws<InvalidInputException>(() => Signals.Parse(text, "f"));
}
