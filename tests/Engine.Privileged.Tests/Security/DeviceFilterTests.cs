using Panel.Engine.Linux.Cgroups;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>The device controller of cgroup v2, on any machine that mounts it, with or without other controllers.</summary>
public sealed class DeviceFilterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, false)]
    [InlineData("c 1:11 w", false)]
    [InlineData("c 1:11 r", true)]
    [InlineData("c *:* rwm", true)]
    [InlineData("a *:* rwm", true)]
    public async Task Filter_OnAGroup_OpensTheDevicesOfItsRules(string? more, bool opens)
    {
        var unified = CgroupHost.Detect().Unified;
        Assert.SkipWhen(unified is null, "needs a mounted cgroup v2");
        var folder = Directory.CreateTempSubdirectory("panel-filter-");
        var group = Directory.CreateDirectory(Path.Combine(unified, folder.Name));
        try
        {
            await Command.OutputAsync("mknod", [$"{folder}/log", "c", "1", "11"], Token); // /dev/kmsg
            new CgroupV2(unified, folder.Name).RestrictDevices(more is null ? [] : [more]);
            var (code, output, error) = await Command.TryAsync("sh", ["-c", $"echo $$ >{group}/cgroup.procs && true </dev/null && echo joined && true <{folder}/log"], Token);
            Assert.Equal("joined\n", output);
            Assert.Equal(opens, code == 0);
            Assert.Equal(!opens, error.Contains("Operation not permitted", StringComparison.Ordinal));
        }
        finally
        {
            group.Delete();
            folder.Delete(recursive: true);
        }
    }
}
