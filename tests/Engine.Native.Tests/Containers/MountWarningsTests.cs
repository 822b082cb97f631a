using Panel.Engine.Contract;
using Panel.Engine.Native.Specs;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class MountWarningsTests
{
    private static readonly HostMounts s_host = new(
        "sysfs /sys sysfs rw 0 0\n/dev/vda / ext4 rw 0 0\n/dev/sdb /mnt/a\\040disk ext4 rw 0 0\nnas /mnt/b nfs4 rw 0 0\nnas /mntx cifs rw 0 0\n"
        + "proc /proc proc rw 0 0\nx /proc/sys/fs/binfmt_misc binfmt_misc rw 0 0\n/dev/sdc /hidden/low ext4 rw 0 0\n/dev/sdd /hidden ext4 rw 0 0\n");

    [Fact]
    public void Below_OfAPath_IsWhatCanBeSeenThere()
    {
        Assert.Equal(["/mnt/a disk", "/mnt/b"], s_host.Below("/mnt").Select(mount => mount.Point));
        Assert.Equal(["/hidden", "/mnt/a disk", "/mnt/b", "/mntx", "/proc", "/sys"], s_host.Below("/").Select(mount => mount.Point));
        Assert.Empty(s_host.Below("/mnt/b"));
    }

    [Fact]
    public void Bind_ThatCanBeWritten_IsWarnedOfWhatCannotBeIdMapped()
    {
        var warning = Assert.Single(MountWarnings.Of([new(MountKind.Bind, "/m", "/mnt/"), new(MountKind.Bind, "/b", "/mnt/b"), new(MountKind.Volume, "/v", "mnt")], s_host));
        Assert.StartsWith("Some of what is mounted below /mnt on this host (/mnt/b) is not in the container", warning);
        Assert.Contains("(/mnt/b, /mntx, /proc, …)", Assert.Single(MountWarnings.Of([new(MountKind.Bind, "/m", "/")], s_host)));
    }

    [Fact]
    public void Bind_ThatShowsEverythingOrIsAloneByWish_IsNotWarnedOf() =>
        Assert.Empty(MountWarnings.Of([new(MountKind.Bind, "/m", "/mnt", ReadOnly: true), new(MountKind.Bind, "/n", "/mnt") { NonRecursive = true }], s_host));

    [Fact]
    public void Bind_Shared_IsWarnedOf() =>
        Assert.Contains("do not reach the host", Assert.Single(MountWarnings.Of([new(MountKind.Bind, "/m", "/mnt/b") { Propagation = "rshared" }], s_host)));
}
