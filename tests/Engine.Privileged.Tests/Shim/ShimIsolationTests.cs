using Panel.Engine.Linux.Files;
using Panel.Engine.Privileged.Tests.Security;
using Panel.Engine.Protocol;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Shim;

public class ShimIsolationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task I8_Process_ByDefault_HasFourteenCapabilitiesAndNoExtraDescriptors(bool userNamespace)
    {
        using var container = new ShimContainer("sh", "-c", "grep -E '^Cap' /proc/self/status; ls /proc/1/fd; hostname; cat /proc/self/uid_map");
        if (!userNamespace)
            container.Spec = container.Spec with { UserNamespace = null };
        await container.RunAsync();
        var lines = container.Text().Split('\n');
        Assert.Equal(["0000000000000000", "00000000a80425fb", "00000000a80425fb", "00000000a80425fb", "0000000000000000"], lines[..5].Select(l => l.Split('\t')[1]));
        Assert.Equal(["0", "1", "2", "box"], lines[5..9]);
        Assert.Equal(userNamespace ? "1000000" : "0", lines[9].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    [Fact]
    public async Task File_MadeInUserNamespace_BelongsToRootOnDisk()
    {
        using var container = new ShimContainer("sh", "-c", "touch /made; stat -c %u /made /bin/busybox");
        await container.RunAsync();
        Assert.Equal("0\n0\n", container.Text());
        Assert.Equal("0", await Run.OutputAsync("stat", "-c", "%u", $"{container.Upper}/made"));
    }

    [Fact]
    public async Task User_ByName_GetsItsGroupsAndHome()
    {
        using var container = new ShimContainer("sh", "-c", "id; echo $HOME; grep CapEff /proc/self/status; echo again > /dev/stdout; pwd");
        container.Spec = container.Spec with { Process = container.Spec.Process with { User = "alice", WorkingDirectory = "/made/here" } };
        await container.RunAsync();
        Assert.Equal("uid=1000(alice) gid=1000(alice) groups=10(wheel),1000(alice)\n/home/alice\nCapEff:\t0000000000000000\nagain\n/made/here\n", container.Text());
    }

    [Theory]
    [InlineData("proc")]
    [InlineData("sys")]
    [InlineData("dev")]
    public async Task I5_Image_WithLinkInPlaceOfKernelDirectory_IsRefused(string name)
    {
        using var container = new ShimContainer("true");
        var canary = Directory.CreateDirectory($"{container.Home}/canary").FullName;
        File.CreateSymbolicLink($"{container.Image}/{name}", canary);
        var failure = await container.FailAsync();
        Assert.Contains($"the image's /{name} is a symbolic link", failure.Message);
        Assert.Empty(Directory.GetFileSystemEntries(canary));
    }

    [Fact]
    public async Task I5_Mount_ThroughImageLink_StaysInTheRoot()
    {
        using var container = new ShimContainer("sh", "-c", "cat /etc/hosts /vol/file; ls /real/deep");
        var outside = Directory.CreateDirectory($"{container.Home}/outside").FullName;
        var volume = Directory.CreateDirectory($"{container.Home}/volume").FullName;
        await File.WriteAllTextAsync($"{volume}/file", "volume\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync($"{container.Home}/hosts", "hosts\n", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink($"{container.Image}/etc/hosts", "../../../../../.." + outside + "/hosts");
        File.CreateSymbolicLink($"{container.Image}/link", "/../../real");
        Directory.CreateDirectory($"{container.Image}/real");
        container.Spec = container.Spec with
        {
            HostsFile = $"{container.Home}/hosts",
            Mounts = [new() { Kind = MountEntryKind.Bind, Source = volume, Target = "/vol", IdMapped = true }, new() { Kind = MountEntryKind.Bind, Source = volume, Target = "/link/deep", ReadOnly = true }],
        };
        await container.RunAsync();
        Assert.Equal("hosts\nvolume\nfile\n", container.Text());
        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    [Theory]
    [InlineData("/proc")]
    [InlineData("/proc/self/attr")]
    [InlineData("/way")]
    public async Task I6_Mount_OverProc_IsRefused(string target)
    {
        using var container = new ShimContainer("true");
        File.CreateSymbolicLink($"{container.Image}/way", "/proc/self");
        container.Spec = container.Spec with { Mounts = [new() { Kind = MountEntryKind.Tmpfs, Target = target }] };
        var failure = await container.FailAsync();
        Assert.Equal(1, failure.Errno);
    }

    [Fact]
    public async Task I4_KernelFiles_Masked_AreEmptyOrReadOnly()
    {
        using var container = new ShimContainer("sh", "-c", "cat /proc/keys /proc/timer_list; ls /proc/acpi /sys/firmware; umount /proc/keys; echo 1 > /proc/sys/kernel/core_pattern; mount -o remount,rw /sys; touch /sys/x; cat /proc/sys/net/ipv4/ip_unprivileged_port_start");
        await container.RunAsync();
        Assert.Equal("/proc/acpi:\n\n/sys/firmware:\n0\n", container.Text());
        Assert.Equal(4, container.Text("stderr").TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task I8_WorkingDirectory_ThroughAnyDescriptor_IsRefused()
    {
        using var container = new ShimContainer("true");
        int[] usual = [.. Enumerable.Range(0, 33), 63, 127, 255, 1023];
        foreach (var descriptor in usual.Union(Enumerable.Range(0, Rounds.Of(0, 1024))))
        {
            container.Spec = container.Spec with { Process = container.Spec.Process with { WorkingDirectory = $"/proc/self/fd/{descriptor}" } };
            Assert.Equal((descriptor, ShimSteps.WorkingDirectory), (descriptor, (await container.FailAsync()).Step));
        }
    }

    [Fact]
    public async Task Root_ReadOnly_TakesNoWrites()
    {
        using var container = new ShimContainer("sh", "-c", "touch /x || echo no; touch /t/x && echo yes");
        container.Spec = container.Spec with
        {
            Rootfs = container.Spec.Rootfs with { ReadOnly = true },
            Mounts = [new() { Kind = MountEntryKind.Tmpfs, Target = "/t", TmpfsOptions = ["size=65536"] }],
        };
        await container.RunAsync();
        Assert.Equal("no\nyes\n", container.Text());
    }

    [Fact]
    public async Task I13_Group_FileThatIsADevice_IsRefused()
    {
        using var container = new ShimContainer("true");
        File.Delete($"{container.Image}/etc/group");
        await Run.OutputAsync("mknod", $"{container.Image}/etc/group", "c", "1", "5");
        Assert.Equal(ShimSteps.User, (await container.FailAsync()).Step);
        Assert.True(RawFile.Exists(container.Image));
    }
}
