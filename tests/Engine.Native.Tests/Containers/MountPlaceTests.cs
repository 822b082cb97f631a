using Panel.Engine.Contract;
using Panel.Engine.Native.Specs;

namespace Panel.Engine.Native.Tests.Containers;

/// <summary>Words after a bind, and mounts that meet at one place.</summary>
public sealed class MountPlaceTests
{
    private static readonly MountSpec s_short = new(MountKind.Tmpfs, "/m");
    private static readonly MountSpec s_long = new(MountKind.Volume, "/m", "named") { IsLongForm = true };
    private static readonly MountSpec s_bind = new(MountKind.Volume, "/m", "named");

    [Theory]
    [InlineData("", true, true)]
    [InlineData("ro", true, true)]
    [InlineData("rw,Z,cached", true, true)]
    [InlineData("ro,rw", false, false)]
    [InlineData("ro,ro", false, false)]
    [InlineData("z,Z", false, false)]
    [InlineData("cached,delegated", false, false)]
    [InlineData("rslave,nocopy", true, false)]
    [InlineData("rslave,rprivate", false, false)]
    [InlineData("copy", false, false)]
    [InlineData(",ro", false, false)]
    public void Mode_OfEachKindOnce_IsTaken(string mode, bool ofBind, bool ofDonor) => Assert.Equal((ofBind, ofDonor), (MountMode.IsOfBind(mode), MountMode.IsOfDonor(mode)));

    [Fact]
    public void Mounts_AtTheSamePlace_AreRefusedUnlessATmpfsCoversALongOne()
    {
        MountValidation.Check([s_long, s_short], 65535);
        MountValidation.Check([s_short, s_long], 65535);
        foreach (var mounts in (MountSpec[][])[[s_bind, s_short], [s_short, s_bind], [s_long, s_long], [s_short, s_short], [s_bind, s_long]])
            Assert.Contains("Duplicate mount point: /m", Assert.Throws<InvalidInputException>(() => MountValidation.Check(mounts, 65535)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tmpfs_OverAnotherContainersVolume_LeavesItTheContainersAndOutOfSight()
    {
        var mounts = SpecMerge.Mounts(new ContainerSpec { Image = "i", Mounts = [s_short] }, new ImageConfiguration { Volumes = ["/m"] }, [s_bind]);
        Assert.Equal(new MountKind[] { MountKind.Tmpfs, MountKind.Volume }, mounts.Select(mount => mount.Kind));
        Assert.Equal(MountKind.Tmpfs, Assert.Single(VisibleMounts.Of(mounts)).Kind);
    }
}
