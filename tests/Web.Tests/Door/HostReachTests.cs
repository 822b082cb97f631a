using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Processes;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Door;

/// <summary>An operator who reaches the host is root on it: every way takes an administrator (ISOLATION.md, P3).</summary>
public sealed class HostReachTests : PageTest
{
    private const string Opened = "/srv/opened";

    // What a container's maker may always choose. A new property is here or in the cases below, or a test fails.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        nameof(ContainerSpec.Image), nameof(ContainerSpec.Name), nameof(ContainerSpec.Command), nameof(ContainerSpec.Entrypoint), nameof(ContainerSpec.Environment),
        nameof(ContainerSpec.WorkingDirectory), nameof(ContainerSpec.User), nameof(ContainerSpec.Hostname), nameof(ContainerSpec.Labels), nameof(ContainerSpec.Ports),
        nameof(ContainerSpec.PublishAllPorts), nameof(ContainerSpec.ExposedPorts), nameof(ContainerSpec.Resources), nameof(ContainerSpec.RestartPolicy), nameof(ContainerSpec.StopSignal),
        nameof(ContainerSpec.StopTimeout), nameof(ContainerSpec.HealthCheck), nameof(ContainerSpec.Tty), nameof(ContainerSpec.OpenStdin), nameof(ContainerSpec.StdinOnce),
        nameof(ContainerSpec.AttachIntent), nameof(ContainerSpec.AutoRemove), nameof(ContainerSpec.ReadOnlyRootFilesystem), nameof(ContainerSpec.Security), nameof(ContainerSpec.Init),
        nameof(ContainerSpec.Domainname), nameof(ContainerSpec.SharedMemoryBytes), nameof(ContainerSpec.DisabledNetworkMode), nameof(ContainerSpec.ExtraHosts), nameof(ContainerSpec.DnsServers),
        nameof(ContainerSpec.DnsSearch), nameof(ContainerSpec.DnsOptions), nameof(ContainerSpec.LogRotation), nameof(ContainerSpec.LogDriver), nameof(ContainerSpec.Creator),
        nameof(ContainerSpec.Asked),
        // Lies below the engine's own groups, whatever it says.
        nameof(ContainerSpec.CgroupParent), nameof(ContainerSpec.StorageBytes), nameof(ContainerSpec.StorageOptions),
        InSecurity(nameof(SecurityOptions.CapabilitiesDrop)), InSecurity(nameof(SecurityOptions.NoNewPrivileges)), InSecurity(nameof(SecurityOptions.Ulimits)),
        InSecurity(nameof(SecurityOptions.GroupAdd)),
        // Needs namespaces of the container's own unless it is privileged, and its limits stay out of reach (ADR 0028).
        InSecurity(nameof(SecurityOptions.WritableCgroups)),
        // The engine takes those of the container's own namespaces only.
        InSecurity(nameof(SecurityOptions.Sysctls)),
    };

    public static TheoryData<string, ContainerSpec> Ways => new()
    {
        { nameof(ContainerSpec.UserNamespace), Spec() with { UserNamespace = UserNamespaceMode.Host } },
        { nameof(ContainerSpec.NetworkMode), Spec() with { NetworkMode = "host" } },
        { nameof(ContainerSpec.NetworkMode), Spec() with { NetworkMode = "container:strong" } },
        { nameof(ContainerSpec.NetworkMode), Spec() with { NetworkMode = "container:joined" } },
        { nameof(ContainerSpec.VolumesFrom) + "[1]", Spec() with { VolumesFrom = ["weak", "binder:ro"] } },
        { nameof(ContainerSpec.LogOptions), Spec() with { LogOptions = new Dictionary<string, string> { ["syslog-address"] = "unixgram:///run/systemd/private" } } },
        { "Mounts[0].Source", Spec() with { Mounts = [new(MountKind.Bind, "/mnt", "/")] } },
        { "Mounts[0].Source", Spec() with { Mounts = [new(MountKind.Bind, "/mnt", "/srv", ReadOnly: true)] } },
        { "Mounts[0].Source", Spec() with { Mounts = [new(MountKind.Bind, "/mnt", Opened + "/../other")] } },
        { "Mounts[0].Source", Spec() with { Mounts = [new(MountKind.Bind, "/mnt", Opened + "-not")] } },
        { "Mounts[0].Source", Spec() with { Mounts = [new(MountKind.Bind, "/mnt", "/etc") { Within = Opened }] } },
        { "Mounts[1].Source", Spec() with { Mounts = [new(MountKind.Bind, "/mnt", Opened), new(MountKind.Bind, "/var/run/docker.sock", "/var/run/docker.sock")] } },
        { InSecurity(nameof(SecurityOptions.Privileged)), With(new() { Privileged = true }) },
        { InSecurity(nameof(SecurityOptions.CapabilitiesAdd)), With(new() { CapabilitiesAdd = ["CHOWN", "cap_sys_admin"] }) },
        { InSecurity(nameof(SecurityOptions.CapabilitiesAdd)), With(new() { CapabilitiesAdd = ["all"] }) },
        { InSecurity(nameof(SecurityOptions.SeccompProfile)), With(new() { SeccompProfile = SecurityOptions.Unconfined }) },
        { InSecurity(nameof(SecurityOptions.SeccompProfile)), With(new() { SeccompProfile = """{"defaultAction":"SCMP_ACT_ALLOW"}""" }) },
        { InSecurity(nameof(SecurityOptions.AppArmorProfile)), With(new() { AppArmorProfile = SecurityOptions.Unconfined }) },
        { InSecurity(nameof(SecurityOptions.SelinuxLabel)), With(new() { SelinuxLabel = "system_u:system_r:spc_t:s0" }) },
        { InSecurity(nameof(SecurityOptions.SelinuxOptions)), With(new() { SelinuxOptions = ["disable"] }) },
        { InSecurity(nameof(SecurityOptions.MaskedPaths)), With(new() { MaskedPaths = [] }) },
        { InSecurity(nameof(SecurityOptions.ReadOnlyPaths)), With(new() { ReadOnlyPaths = [] }) },
        { InSecurity(nameof(SecurityOptions.Devices)), With(new() { Devices = [new("/dev/sda")] }) },
        { InSecurity(nameof(SecurityOptions.DeviceRules)), With(new() { DeviceRules = ["b 8:* rwm"] }) },
        { InSecurity(nameof(SecurityOptions.OomScoreAdjust)), With(new() { OomScoreAdjust = -1 }) },
        { InSecurity(nameof(SecurityOptions.PidMode)), With(new() { PidMode = "host" }) },
        { InSecurity(nameof(SecurityOptions.PidMode)), With(new() { PidMode = "container:strong" }) },
        { InSecurity(nameof(SecurityOptions.IpcMode)), With(new() { IpcMode = "host" }) },
        { InSecurity(nameof(SecurityOptions.UtsMode)), With(new() { UtsMode = "host" }) },
        { InSecurity(nameof(SecurityOptions.CgroupMode)), With(new() { CgroupMode = "host" }) },
    };

    public HostReachTests()
    {
        Services.GetRequiredService<Web.Configuration.PanelOptions>().Operators.Folders = [Opened];
        Put("weak", Spec());
        Put("strong", With(new() { Privileged = true }));
        Put("joined", Spec() with { NetworkMode = "container:strong" });
        Put("binder", Spec(), new MountSpec(MountKind.Bind, "/mnt", "/etc"));
    }

    private IContainers Operators => Services.GetRequiredService<IContainerEngine>().Containers;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Create_OfWhatReachesTheHost_TakesAnAdministrator(string field, ContainerSpec spec)
    {
        var refusal = await Assert.ThrowsAsync<NotPermittedException>(() => Operators.CreateAsync(spec, Xunit.TestContext.Current.CancellationToken));
        Assert.Equal(field, refusal.Field);
        Assert.Contains(field, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("needs the role Administrator here", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Engine.Containers.Created);
        Assert.Equal("container.create busybox Refused", Audit.Rows[^1]);
        SignIn(PanelRole.Administrator);
        await Operators.CreateAsync(spec, Xunit.TestContext.Current.CancellationToken);
        Assert.All(Engine.Containers.Created.Single().Mounts, mount => Assert.Null(mount.Within));
    }

    [Fact]
    public async Task Create_OfWhatStaysInside_IsAnOperators()
    {
        await Operators.CreateAsync(Spec() with
        {
            Mounts = [new(MountKind.Bind, "/a", Opened), new(MountKind.Bind, "/b", Opened + "/sub/"), new(MountKind.Volume, "/c", "data"), new(MountKind.Tmpfs, "/d")],
            NetworkMode = "container:weak",
            VolumesFrom = ["weak"],
            Security = new() { CapabilitiesAdd = [.. CapabilityNames.Default], CapabilitiesDrop = ["ALL"], OomScoreAdjust = 500, NoNewPrivileges = true, PidMode = "container:weak" },
        }, Xunit.TestContext.Current.CancellationToken);
        var made = Engine.Containers.Created.Single();
        Assert.Equal([Opened, Opened, null, null], made.Mounts.Select(mount => mount.Within));
        // A name could be given to a stronger container before the engine looks it up.
        var weak = Sample.Id("weak");
        Assert.Equal(($"container:{weak}", $"container:{weak}"), (made.NetworkMode, made.Security.PidMode));
        Assert.Equal([weak], made.VolumesFrom);
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => Operators.CreateAsync(Spec() with { NetworkMode = "container:later" }, Xunit.TestContext.Current.CancellationToken));
    }

    [Fact]
    public void EveryProperty_ReachesTheHostOrIsKnownToBeHarmless()
    {
        var reaching = Ways.Select(way => way.Data.Item1.Split('[', 2)[0]).Append(nameof(ContainerSpec.Mounts)).ToHashSet(StringComparer.Ordinal);
        var all = typeof(ContainerSpec).GetProperties().Select(property => property.Name).Concat(typeof(SecurityOptions).GetProperties().Where(property => !property.GetMethod!.IsStatic).Select(property => InSecurity(property.Name)));
        Assert.DoesNotContain(all, name => !reaching.Contains(name) && !Harmless.Contains(name));
    }

    [Fact]
    public void DefaultCapabilities_AreThoseThatTheEngineGives() =>
        Assert.Equal(Capabilities.Default.Select(capability => capability.Name).Order(), CapabilityNames.Default.Order());

    public static TheoryData<string> Insides => ["exec", "prepared-exec", "kill-exec", "attach", "copy-in", "copy-out", "read-file", "write-file", "list-files", "stat-file"];

    [Theory]
    [MemberData(nameof(Insides))]
    public async Task Inside_OfAContainerThatReachesTheHost_TakesAnAdministrator(string way)
    {
        Assert.IsNotType<NotPermittedException>(await Record.ExceptionAsync(() => ActAsync("weak", way)));
        foreach (var strong in (string[])["strong", "joined", "binder"])
            await Assert.ThrowsAsync<NotPermittedException>(() => ActAsync(strong, way));
        SignIn(PanelRole.Administrator);
        Assert.IsNotType<NotPermittedException>(await Record.ExceptionAsync(() => ActAsync("strong", way)));
    }

    [Fact]
    public async Task Exec_WithAllCapabilities_TakesAnAdministrator()
    {
        var refusal = await Assert.ThrowsAsync<NotPermittedException>(() => ExecAsync("weak", privileged: true));
        Assert.Equal(nameof(ExecSpec.Privileged), refusal.Field);
        SignIn(PanelRole.Administrator);
        Assert.IsNotType<NotPermittedException>(await Record.ExceptionAsync(() => ExecAsync("weak", privileged: true)));
    }

    [Fact]
    public async Task Life_OfAContainerThatReachesTheHost_IsAnOperators()
    {
        var token = Xunit.TestContext.Current.CancellationToken;
        await Operators.StopAsync("strong", cancellationToken: token);
        await Operators.StartAsync("strong", token);
        await Operators.RestartAsync("strong", cancellationToken: token);
        await Operators.RemoveAsync("strong", force: true, cancellationToken: token);
        Assert.All(Audit.Rows, row => Assert.EndsWith(" Succeeded", row, StringComparison.Ordinal));
    }

    // The fake does not do all of it: what matters is whether the policy lets it through.
    private Task ActAsync(string name, string way)
    {
        var token = Xunit.TestContext.Current.CancellationToken;
        return way switch
        {
            "exec" => ExecAsync(name, privileged: false),
            "prepared-exec" => Operators.StartExecAsync(Prepared(name), new ExecStartOptions(), token),
            "kill-exec" => Operators.KillExecAsync(Prepared(name), cancellationToken: token),
            "attach" => Operators.AttachAsync(name, new AttachOptions { Stdin = true }, token),
            "copy-in" => Operators.CopyInAsync(name, "/", Stream.Null, false, false, token),
            "copy-out" => Operators.CopyOutAsync(name, "/", new MemoryStream(), token),
            "read-file" => Operators.OpenFileAsync(name, "/file", token),
            "list-files" => Operators.ListDirectoryAsync(name, "/", null, token),
            "stat-file" => Operators.StatFileAsync(name, "/file", token),
            _ => Operators.WriteFileAsync(name, "/file", Stream.Null, new FileWrite(), token),
        };
    }

    private async Task ExecAsync(string name, bool privileged)
    {
        var token = Xunit.TestContext.Current.CancellationToken;
        var id = await Operators.CreateExecAsync(name, new ExecSpec { Arguments = ["true"], Privileged = privileged }, token);
        await Operators.StartExecAsync(id, new ExecStartOptions(), token);
    }

    // By somebody who may.
    private string Prepared(string name)
    {
        Engine.Containers.Execs[name] = new ExecDetails { Id = name, ContainerId = Sample.Id(name), Running = false, Spec = new ExecSpec { Arguments = ["true"] } };
        return name;
    }

    private void Put(string name, ContainerSpec spec, params MountSpec[] mounts) => Engine.Containers.Put(Sample.Container(name) with { Spec = spec, Mounts = mounts });

    private static ContainerSpec Spec() => new() { Image = "busybox" };

    private static ContainerSpec With(SecurityOptions security) => Spec() with { Security = security };

    private static string InSecurity(string name) => $"{nameof(ContainerSpec.Security)}.{name}";
}
