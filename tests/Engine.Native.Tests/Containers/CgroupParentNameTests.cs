using Panel.Engine.Contract;
using Panel.Engine.Native.Words;

namespace Panel.Engine.Native.Tests.Containers;

/// <summary>What may stand between the engine's cgroup and a container's.</summary>
public sealed class CgroupParentNameTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("/", "")]
    [InlineData("a", "a")]
    [InlineData("/a", "a")]
    [InlineData("//a//b/./c/", "a/b/c")]
    [InlineData("shop.slice", "shop.slice")]
    [InlineData("../x", "x")]
    [InlineData("/../../x", "x")]
    [InlineData("a/../../b", "b")]
    [InlineData("a/b/..", "a")]
    [InlineData("..", "")]
    [InlineData("a b/ü", "a b/ü")]
    public void Name_HoweverItIsWritten_IsAPathBelowTheEnginesGroup(string? asked, string path)
    {
        Assert.Equal(path, CgroupParentName.Clean(asked));
        CgroupParentName.Check(asked);
        var paths = new EnginePaths(new EngineOptions { DataRoot = "/var/lib/panel" });
        Assert.Equal(path.Length == 0 ? "panel/1" : $"panel/{path}/1", paths.Cgroup("1", path));
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "a/" + new string('0', 64), "64 hexadecimal digits" },
        { "a\0b", "control characters" },
        { "a\nb", "control characters" },
        { "cgroup.procs", "'cgroup.procs'" },
        { "a/memory.max", "'memory.max'" },
        { "cpu.stat/b", "'cpu.stat'" },
        { "tasks", "'tasks'" },
        { "a/notify_on_release", "'notify_on_release'" },
        { new string('a', 256), "255 bytes" },
        { string.Join('/', Enumerable.Repeat("a", 17)), "16 levels" },
        { string.Join('/', Enumerable.Repeat(new string('ü', 100), 6)), "1024 bytes" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Name_ThatNoGroupMayHave_IsRefused(string asked, string sentence)
    {
        var refusal = Assert.Throws<InvalidInputException>(() => CgroupParentName.Check(asked));
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(nameof(ContainerSpec.CgroupParent), refusal.Field);
    }
}
