using Panel.Engine.Linux.Users;

namespace Panel.Engine.Linux.Tests.Users;

public class UserResolverTests
{
    private const string Passwd = "root:x:0:0:root:/root:/bin/sh\n# comment\nbroken:x\nalice:x:1000:100::/home/alice:/bin/sh\n2000:x:7:7:::\n";
    private const string Group = "root:x:0:\nwheel:x:10:root,alice\nusers:x:100:alice\nbroken\n";

    [Theory]
    [InlineData("", 0, 0, "0,10", "/root")]
    [InlineData("root", 0, 0, "0,10", "/root")]
    [InlineData("alice", 1000, 100, "100,10", "/home/alice")]
    [InlineData("1000", 1000, 100, "100,10", "/home/alice")]
    [InlineData("alice:wheel", 1000, 10, "10", "/home/alice")]
    [InlineData("4000", 4000, 0, "0", "/")]
    [InlineData("4000:5000", 4000, 5000, "5000", "/")]
    [InlineData("2000", 7, 7, "7", "/")]
    public void Resolve_OfDockersForm_FindsIds(string user, uint uid, uint gid, string groups, string home)
    {
        var resolved = UserResolver.Resolve(user, Passwd, Group);
        Assert.Equal((uid, gid, groups, home), (resolved.Uid, resolved.Gid, string.Join(',', resolved.Groups), resolved.Home));
    }

    [Theory]
    [InlineData("nobody", "unable to find user nobody")]
    [InlineData("alice:nogroup", "unable to find group nogroup")]
    [InlineData("2147483648", "out of range")]
    [InlineData("4294967296", "out of range")]
    [InlineData("-1", "unable to find user")]
    public void Resolve_OfUnknown_SaysWhat(string user, string message) =>
        Assert.Contains(message, Assert.Throws<UnknownUserException>(() => UserResolver.Resolve(user, Passwd, Group)).Message);

    [Fact]
    public void Capabilities_Default_AreDockersFourteen() => Assert.Equal(0xa80425fbUL, Linux.Processes.Capabilities.DefaultMask);
}
