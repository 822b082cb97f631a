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
        Assert.Contains("What is mounted below /sys", Assert.Single((await harness.Containers.CreateAsync(spec, Token)).Warnings), StringComparison.Ordinal);
        Assert.Empty((await harness.Containers.CreateAsync(spec with { UserNamespace = UserNamespaceMode.Host }, Token)).Warnings);
    }

    [Fact]
    public async Task Bind_OfAFileSystemThatCannotBeIdMapped_SaysSoAndWhatCanBeDone()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        MountSpec[] mounts = [new(MountKind.Bind, "/host", "/sys/kernel", ReadOnly: true)];
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => harness.RunAsync("true", spec => spec with { Mounts = mounts }));
        Assert.Equal("Mounts", refusal.Field);
        Assert.Contains("/sys/kernel", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("without a user namespace", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("", await harness.OutputAsync("test -e /host/mm", spec => spec with { Mounts = mounts, UserNamespace = UserNamespaceMode.Host }));
    }
}
