using System.Net.Sockets;
using Panel.Engine.Linux.Users;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Hosting;

namespace Panel.Web.Tests.DockerApi;

/// <summary>The socket's place in the file system.</summary>
public sealed class ApiSocketTests : IDisposable
{
    private const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode GroupPasses = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;
    private static readonly GroupEntry Group = new("people", 12345, []);
    private readonly string _root = Directory.CreateTempSubdirectory("pnls").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Directory_OfTheRunRoot_LetsTheGroupPassOnly()
    {
        var socket = new ApiSocket(_root + "/run/docker.sock", Group, _root + "/run/");
        await socket.PrepareAsync(Cancellation);
        Assert.Equal(GroupPasses, File.GetUnixFileMode(_root + "/run"));
        using var listener = Listen(socket.BindPath);
        socket.Publish();
        Assert.False(File.Exists(socket.BindPath));
        Assert.Equal(OwnerAndGroup, File.GetUnixFileMode(socket.Path));
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(socket.Path), Cancellation);
    }

    [Fact]
    public async Task Directory_OfSomebodyElse_StaysAsItIs()
    {
        var before = File.GetUnixFileMode(_root);
        await new ApiSocket(_root + "/docker.sock", Group, "/run/elsewhere").PrepareAsync(Cancellation);
        Assert.Equal(before, File.GetUnixFileMode(_root));
    }

    [Fact]
    public async Task Path_OfALiveSocket_IsRefusedAndOfADeadOneNot()
    {
        var socket = new ApiSocket(_root + "/docker.sock", Group, _root);
        using (Listen(socket.Path))
        {
            var refusal = await Assert.ThrowsAsync<StartUpException>(() => socket.PrepareAsync(Cancellation));
            Assert.StartsWith($"Another program serves {socket.Path};", refusal.Message, StringComparison.Ordinal);
        }

        using (var dead = Listen(_root + "/dead.sock")) File.Move(_root + "/dead.sock", socket.Path, overwrite: true);
        Assert.True(File.Exists(socket.Path));
        await socket.PrepareAsync(Cancellation);
    }

    [Fact]
    public void Path_LongerThanASocketsAddress_IsRefused() =>
        Assert.Contains("at most 103 bytes", Assert.Throws<StartUpException>(() => new ApiSocket("/" + new string('x', 104), Group, "/run")).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        return socket;
    }
}
