using System.Net.Sockets;
using Panel.Engine.Native.Shims;
using Panel.Engine.Protocol;
using Panel.Tests.Shared;

namespace Panel.Engine.Native.Tests.Containers;

/// <summary>A shim of the test's own: what it says, and when it hangs up.</summary>
public sealed class ShimLinkTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public ShimLinkTests()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen(0);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string SocketPath => _directory.At("shim.sock");

    private string ExitFile => _directory.At("exit.json");

    [Fact]
    public async Task Shim_ThatTellsWhatIsNotKnownAndHangsUp_IsAskedAgainUntilItsExitIsRecorded()
    {
        using var link = Link();
        var first = link.ReadAsync(Token);
        using (var shim = await _listener.AcceptAsync(Token))
        {
            await shim.SendAsync("{\"kind\":\"Mood\",\"value\":1}\nnonsense\n{\"kind\":\"Started\",\"pid\":5}\n{\"kind\":\"Oo"u8.ToArray(), Token);
            Assert.Equal(5, (await first)!.Pid);
        }
        var second = link.ReadAsync(Token);
        using (var shim = await _listener.AcceptAsync(Token))
        {
            await shim.SendAsync("{\"kind\":\"Oom\"}\n"u8.ToArray(), Token);
            Assert.Equal(ShimMessageKind.Oom, (await second)!.Kind);
            await File.WriteAllTextAsync(ExitFile, "{}", Token);
            // A shim that has recorded its exit listens no more.
            _listener.Dispose();
        }
        Assert.Null(await link.ReadAsync(Token));
    }

    [Fact]
    public async Task Shim_WithAFullQueue_IsWaitedFor()
    {
        // One fits into a backlog of 0; the next is told EAGAIN.
        using var crowd = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await crowd.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), Token);
        using var link = Link();
        var message = link.ReadAsync(Token);
        (await _listener.AcceptAsync(Token)).Dispose();
        using var shim = await _listener.AcceptAsync(Token);
        await shim.SendAsync("{\"kind\":\"Started\",\"pid\":5}\n"u8.ToArray(), Token);
        Assert.Equal(5, (await message)!.Pid);
    }

    [Fact]
    public async Task Shim_ThatIsGone_IsGone()
    {
        _listener.Dispose();
        using var link = Link();
        Assert.Null(await link.ReadAsync(Token));
        File.Delete(SocketPath);
        Assert.Null(await link.ReadAsync(Token));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _directory.Dispose();
    }

    private ShimLink Link() => new(SocketPath, _directory.At("spec"), ExitFile, null, new InstantTime());
}
