using Panel.Engine.Contract;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Tests.Snapshots;

/// <summary>Which project a container gets, and what is said where there are none.</summary>
public sealed class StorageQuotaTests
{
    [Fact]
    public void FileSystem_WithoutProjectQuotas_IsRefusedWithWhatWouldHelp()
    {
        var refusal = Assert.Throws<InvalidInputException>(() => StorageQuota.Require("/proc"));
        Assert.Equal(nameof(ContainerSpec.StorageBytes), refusal.Field);
        Assert.Contains("the file system of /proc does not enforce: mount it with the option prjquota", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<EngineFailureException>(() => StorageQuota.Set("/proc", new string('0', 64), 1));
        Assert.Null(StorageQuota.Of("/proc"));
        Assert.Null(StorageQuota.Of("/nosuch"));
        StorageQuota.Release("/proc", 0x60000000);
    }

    [Fact]
    public void Project_OfAnyContainer_IsInTheEnginesRange()
    {
        Assert.Equal(0x60000000u, StorageQuota.Preferred(new string('0', 64)));
        Assert.Equal(0x6FFFFFFFu, StorageQuota.Preferred(new string('f', 64)));
        Assert.Equal(0x62345678u, StorageQuota.Preferred("12345678" + new string('9', 56)));
    }

    [Fact]
    public void Notes_OfProjects_AreReadInBothForms() =>
        Assert.Equal([0u, 10u, 11u, 12u], StorageQuota.Noted(["# projects", "web:10", "11:/srv/web", "db : 12", "x:-1", "y:5000000000", ""]).Order());
}
