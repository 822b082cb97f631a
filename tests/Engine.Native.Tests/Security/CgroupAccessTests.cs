using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Native.Security;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Tests.Security;

public sealed class CgroupAccessTests
{
    private const string V1 = "31 30 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory";
    private const string V2 = "30 26 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate";

    private static readonly CgroupHost s_v1 = CgroupHost.Parse(V1);
    private static readonly CgroupHost s_both = CgroupHost.Parse(V1 + "\n33 30 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw");
    private static readonly CgroupHost s_v2 = CgroupHost.Parse(V2);

    [Theory]
    [InlineData("sh", null, false, CgroupAccess.ReadOnly)]
    [InlineData("sh", null, true, CgroupAccess.Writable)]
    [InlineData("sh", true, false, CgroupAccess.Tree)]
    [InlineData("sh", true, true, CgroupAccess.Tree)]
    [InlineData("sh", false, true, CgroupAccess.ReadOnly)]
    [InlineData("/sbin/init", null, false, CgroupAccess.Tree)]
    [InlineData("/lib/systemd/systemd", null, true, CgroupAccess.Tree)]
    [InlineData("systemd", null, false, CgroupAccess.Tree)]
    [InlineData("/sbin/init", false, false, CgroupAccess.ReadOnly)]
    [InlineData("/usr/bin/systemd-run", null, false, CgroupAccess.ReadOnly)]
    [InlineData("init", null, false, CgroupAccess.ReadOnly)]
    public void Access_IsAskedForByTheOptionOrTheCommand(string command, bool? option, bool privileged, CgroupAccess expected)
    {
        var options = new SecurityOptions { Privileged = privileged, WritableCgroups = option };
        foreach (var host in new[] { s_both, s_v2 })
        {
            Assert.Equal(expected, CgroupAccessOf.Of(options, [command, "--x"], true, host));
            // Without namespaces of its own only a privileged container, which has all rights anyway, is given one.
            var bare = privileged || expected == CgroupAccess.ReadOnly ? expected : CgroupAccess.ReadOnly;
            Assert.Equal(bare, CgroupAccessOf.Of(options, [command], false, host));
            Assert.Equal(bare, CgroupAccessOf.Of(options with { CgroupMode = "host" }, [command], true, host));
        }
    }

    [Theory]
    [InlineData(false, CgroupAccess.ReadOnly)]
    [InlineData(true, CgroupAccess.Writable)]
    public void Access_WithoutV2_StaysWhatItIs(bool privileged, CgroupAccess expected) =>
        Assert.Equal(expected, CgroupAccessOf.Of(new SecurityOptions { Privileged = privileged }, ["/sbin/init"], true, s_v1));

    [Theory]
    [InlineData(false, "", "user namespace")]
    [InlineData(true, "host", "cgroup namespace")]
    [InlineData(true, "", "not mounted")]
    public void Option_ThatCannotBeServed_IsRefused(bool userNamespace, string mode, string words)
    {
        var options = new SecurityOptions { WritableCgroups = true, CgroupMode = mode };
        Assert.Contains(words, Assert.Throws<InvalidInputException>(() => CgroupAccessOf.Check(options, userNamespace, s_v1)).Message, StringComparison.Ordinal);
        CgroupAccessOf.Check(options with { WritableCgroups = null }, userNamespace, s_v1);
        CgroupAccessOf.Check(options with { Privileged = true }, userNamespace, s_v1);
    }
}
