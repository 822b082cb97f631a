using Panel.Engine.Protocol;

namespace Panel.Engine.Privileged.Tests.Shim;

public class ShimFailureTests
{
    public static TheoryData<string> Steps => [.. ShimSteps.All];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task R15_Failure_AtAnyStep_LeavesNothing(string step)
    {
        using var container = new ShimContainer("true");
        container.Spec = container.Spec with
        {
            Process = container.Spec.Process with { Tty = true },
            Mounts = [new() { Kind = MountEntryKind.Tmpfs, Target = "/t" }],
        };
        var mounts = await File.ReadAllTextAsync("/proc/self/mountinfo", TestContext.Current.CancellationToken);
        var failure = await container.FailAsync(("PANEL_SHIM_FAIL_AT", step));
        Assert.Equal((step, 5), (failure.Step, failure.Errno));
        Assert.False(container.HasCgroup);
        Assert.False(File.Exists(container.Spec.SocketPath));
        Assert.False(File.Exists(container.Spec.Log.Path));
        Assert.False(File.Exists(container.Spec.ExitFile));
        Assert.Equal(mounts, await File.ReadAllTextAsync("/proc/self/mountinfo", TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFileSystemEntries(container.Spec.Rootfs.MountPoint));
    }
}
