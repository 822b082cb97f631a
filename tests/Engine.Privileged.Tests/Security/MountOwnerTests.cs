using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Engine.Privileged.Tests.Shim;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Files of volumes and bound directories have their owners inside a user namespace, or the caller is told why not.</summary>
public sealed class MountOwnerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Owners_OfABindAndAVolume_AreThoseOnDisk()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var bound = Directory.CreateDirectory(Path.Combine(harness.Options.DataRoot, "..", "bound")).FullName;
        await File.WriteAllTextAsync(bound + "/root", "", Token);
        await File.WriteAllTextAsync(bound + "/user", "", Token);
        await Run.OutputAsync("chown", "1000:1001", bound + "/user");
        MountSpec[] mounts = [new(MountKind.Bind, "/bound", bound), new(MountKind.Volume, "/volume", "kept")];
        const string script = "stat -c '%u:%g' /bound/root /bound/user; touch /bound/made /volume/made; chown 7:8 /volume/made; stat -c '%u:%g' /bound/made /volume/made";
        Assert.Equal("0:0\n1000:1001\n0:0\n7:8", await harness.OutputAsync(script, spec => spec with { Mounts = mounts }));
        Assert.Equal("0:0", (await Run.OutputAsync("stat", "-c", "%u:%g", bound + "/made")).Trim());
        // Another container has other ids of the host, and sees the same owners.
        Assert.Equal("7:8", await harness.OutputAsync("stat -c '%u:%g' /volume/made", spec => spec with { Mounts = mounts }));
        Assert.Equal("7:8", await harness.OutputAsync("stat -c '%u:%g' /volume/made", spec => spec with { Mounts = mounts, UserNamespace = UserNamespaceMode.Host }));
    }

    [Fact]
    public async Task Bind_WithMountsBelow_IsWarnedOfInAUserNamespaceOnly()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var spec = new ContainerSpec { Image = "busybox", Mounts = [new(MountKind.Bind, "/host", "/sys")] };
        Assert.Contains("Some of what is mounted below /sys", Assert.Single((await harness.Containers.CreateAsync(spec, Token)).Warnings), StringComparison.Ordinal);
        Assert.Empty((await harness.Containers.CreateAsync(spec with { UserNamespace = UserNamespaceMode.Host }, Token)).Warnings);
    }

    [Fact]
    public async Task Bind_OfAFileSystemThatCannotBeIdMapped_SaysSoAndWhatCanBeDone()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        MountSpec[] mounts = [new(MountKind.Bind, "/host", "/sys/kernel")];
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => harness.RunAsync("true", spec => spec with { Mounts = mounts }));
        Assert.Equal("Mounts", refusal.Field);
        Assert.Contains("/sys/kernel", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("without a user namespace", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("", await harness.OutputAsync("test -e /host/mm", spec => spec with { Mounts = mounts, UserNamespace = UserNamespaceMode.Host }));
    }
    [Fact]
    public async Task Bind_ReadOnly_ShowsTheKernelsFileSystemsToAMonitor()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        MountSpec[] mounts =
        [
            new(MountKind.Bind, "/host/proc", "/proc", ReadOnly: true), new(MountKind.Bind, "/sys", "/sys", ReadOnly: true), new(MountKind.Bind, "/host/dev", "/dev", ReadOnly: true),
            new(MountKind.Bind, "/rootfs", "/", ReadOnly: true) { Propagation = "rslave" },
        ];
        const string script = """
            test -e /host/proc/1/stat && test -e /sys/class/net && test -c /host/dev/null && test -e /rootfs/proc/meminfo && test -d /rootfs/etc && echo seen
            stat -c %u /host/proc/1/stat; test -z "$(ls /sys/firmware)" && echo masked
            for file in /host/proc/sys/kernel/core_pattern /rootfs/made /host/dev/made /sys/kernel/mm/made; do (echo x > $file) 2>/dev/null && echo wrote $file; done; true
            """;
        Assert.Equal("seen\n65534\nmasked", await harness.OutputAsync(script, spec => spec with { Mounts = mounts }));
        Assert.StartsWith("seen\n0\nmasked", await harness.OutputAsync(script, spec => spec with { Mounts = mounts, UserNamespace = UserNamespaceMode.Host }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bind_WithMountsBelow_HasThemWithTheirOwnersUnlessToldNot()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var bound = Directory.CreateDirectory(Path.Combine(harness.Options.DataRoot, "..", "bound")).FullName;
        Directory.CreateDirectory(bound + "/disk");
        await Run.OutputAsync("mount", "-t", "tmpfs", "disk", bound + "/disk");
        try
        {
            await File.WriteAllTextAsync(bound + "/disk/file", "", Token);
            var mount = new MountSpec(MountKind.Bind, "/bound", bound);
            const string script = "stat -c %u /bound/disk/file 2>/dev/null; touch /bound/disk/made 2>/dev/null && echo wrote; true";
            Assert.Equal("0\nwrote", await harness.OutputAsync(script, spec => spec with { Mounts = [mount] }));
            Assert.Equal("0", await harness.OutputAsync(script, spec => spec with { Mounts = [mount with { ReadOnly = true }] }));
            Assert.Equal("0\nwrote", await harness.OutputAsync(script, spec => spec with { Mounts = [mount with { ReadOnly = true, ReadOnlyNonRecursive = true }] }));
            Assert.Equal("wrote", await harness.OutputAsync(script, spec => spec with { Mounts = [mount with { NonRecursive = true }] }));
        }
        finally
        {
            await Run.OutputAsync("umount", bound + "/disk");
        }
    }

    [Theory]
    [InlineData("rslave", UserNamespaceMode.Private, true)]
    [InlineData("rshared", UserNamespaceMode.Host, true)]
    [InlineData("rprivate", UserNamespaceMode.Private, false)]
    [InlineData(null, UserNamespaceMode.Host, false)]
    public async Task Bind_WithPropagation_SeesLaterMountsOfTheHost(string? propagation, UserNamespaceMode users, bool seen)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var shared = Directory.CreateDirectory(Path.Combine(harness.Options.DataRoot, "..", "shared")).FullName;
        await Run.OutputAsync("mount", "-t", "tmpfs", "shared", shared);
        try
        {
            await Run.OutputAsync("mount", "--make-shared", shared);
            Directory.CreateDirectory(shared + "/later");
            var id = await harness.RunAsync("until test -e /shared/go; do sleep 0.05; done; test -e /shared/later/file && echo seen; true", spec => spec with
            {
                Mounts = [new(MountKind.Bind, "/shared", shared) { Propagation = propagation }],
                UserNamespace = users,
            });
            await Run.OutputAsync("mount", "-t", "tmpfs", "later", shared + "/later");
            await File.WriteAllTextAsync(shared + "/later/file", "", Token);
            await File.WriteAllTextAsync(shared + "/go", "", Token);
            await harness.Containers.WaitAsync(id, cancellationToken: Token);
            Assert.Equal(seen ? "seen" : "", (await harness.LogAsync(id, Token)).Trim());
        }
        finally
        {
            await Run.OutputAsync("umount", "-R", shared);
        }
    }
}
