using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>The assessment of a specification equals that of its container.</summary>
public sealed class AssessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Assessment_OfASpecification_IsThatOfItsContainer()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        ContainerSpec[] specs =
        [
            new() { Image = "busybox" },
            new() { Image = "busybox", UserNamespace = UserNamespaceMode.Host, Resources = new() { Pids = -1 } },
            new() { Image = "busybox", NetworkMode = "host", Security = new() { Privileged = true, CapabilitiesDrop = ["ALL"], CgroupMode = "private" } },
            new() { Image = "busybox", Mounts = [new(MountKind.Bind, "/host", "/etc")], ReadOnlyRootFilesystem = true, Security = new() { IpcMode = "shareable", NoNewPrivileges = true } },
        ];
        foreach (var spec in specs)
        {
            var told = harness.Containers.AssessSecurity(spec);
            var made = await harness.Containers.InspectAsync((await harness.Containers.CreateAsync(spec, Token)).Id, Token);
            Assert.Equivalent(made.Security, told, strict: true);
            Assert.Equal(made.Security.Weaknesses, made.Summary.Weaknesses);
        }
    }

    [Fact]
    public async Task Assessment_OfOneThatJoins_HasTheOthersUserNamespace()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Name = "open", UserNamespace = UserNamespaceMode.Host }, Token);
        var joined = new ContainerSpec { Image = "busybox", NetworkMode = "container:open" };
        Assert.Throws<ConflictException>(() => harness.Containers.AssessSecurity(joined));
        Assert.False(harness.Containers.AssessSecurity(joined with { UserNamespace = UserNamespaceMode.Host }).UserNamespace);
        Assert.Throws<InvalidInputException>(() => harness.Containers.AssessSecurity(joined with { NetworkMode = "container:nobody" }));
        Assert.Equal("Security.CapabilitiesAdd[0]", Assert.Throws<InvalidInputException>(() => harness.Containers.AssessSecurity(new ContainerSpec { Image = "", Security = new() { CapabilitiesAdd = ["MAGIC"] } })).Field);
    }

    [Fact]
    public async Task Engine_SetToNoUserNamespaces_GivesNoneAndSaysSo()
    {
        await using var harness = await EngineHarness.StartAsync(Token, userNamespaces: false);
        var spec = new ContainerSpec { Image = "busybox", Command = ["cat", "/proc/self/uid_map"] };
        Assert.Contains("It has no user namespace: root in it is the host's root.", harness.Containers.AssessSecurity(spec).Weaknesses);
        var created = await harness.Containers.CreateAsync(spec, Token);
        Assert.Contains("set to run containers without a user namespace", Assert.Single(created.Warnings));
        await harness.Containers.StartAsync(created.Id, Token);
        Assert.Equal(0, (await harness.Containers.WaitAsync(created.Id, cancellationToken: Token)).ExitCode);
        Assert.Equal(await File.ReadAllTextAsync("/proc/self/uid_map", Token), await harness.LogAsync(created.Id, Token) + "\n");
        Assert.Null((await harness.Containers.InspectAsync(created.Id, Token)).UserNamespaceBase);
    }

    [Fact]
    public async Task Ranges_OfUserNamespaces_StayApartOverARestartOfTheEngine()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var first = await BaseAsync("first", create: true);
        await harness.RestartAsync(Token);
        Assert.Equal(first, await BaseAsync("first", create: false));
        var second = await BaseAsync("second", create: true);
        Assert.True(Math.Abs(second - first) >= 65536, $"{first} and {second} overlap");
        Assert.Equal(second, long.Parse((await harness.OutputAsync("cat /proc/self/uid_map", spec => spec with { NetworkMode = "container:second" })).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture));

        async Task<long> BaseAsync(string name, bool create)
        {
            if (create) await harness.RunAsync("exec sleep 1000", spec => spec with { Name = name });
            return (await harness.Containers.InspectAsync(name, Token)).UserNamespaceBase ?? throw new InvalidOperationException($"{name} has no user namespace.");
        }
    }
}
