using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class MountWarningsTests
{
    private const string Host = "/dev/vda / ext4 rw 0 0\n/dev/sdb /mnt/a\\040disk ext4 rw 0 0\n/dev/sdc /mnt/b ext4 rw 0 0\n/dev/sdd /mntx ext4 rw 0 0\n";

    [Fact]
    public void Bind_WithMountsBelow_IsWarnedOf()
    {
        var warning = Assert.Single(MountWarnings.Of([new(MountKind.Bind, "/m", "/mnt/"), new(MountKind.Bind, "/b", "/mnt/b"), new(MountKind.Volume, "/v", "mnt")], Host));
        Assert.StartsWith("What is mounted below /mnt on this host (/mnt/a disk, /mnt/b) is not in the container", warning);
    }

    [Fact]
    public void Bind_OfTheRoot_NamesAFew() =>
        Assert.Contains("(/mnt/a disk, /mnt/b, /mntx)", Assert.Single(MountWarnings.Of([new(MountKind.Bind, "/m", "/")], Host)));
}
