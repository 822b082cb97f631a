using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Privileged.Tests.Networks;

public sealed class LinkGuardTests
{
    private const int Threads = 6, Rounds = 40;

    // Collections send signals to threads that wait in the kernel; others change the filters of the same link meanwhile.
    [Fact]
    public async Task Ensure_ByManyThreadsAtOnce_IsNeverRefusedNorLeftWithoutAnAnswer()
    {
        await using var host = await TestHost.CreateAsync(TestContext.Current.CancellationToken);
        await host.ShellAsync("ip link add shared type bridge", TestContext.Current.CancellationToken);
        var threads = Enumerable.Range(0, Threads).Select(index => Task.Run(() => host.Run(() => Guard("g" + index)))).ToList();
        while (!threads.TrueForAll(thread => thread.IsCompleted))
        {
            GC.Collect();
            await Task.WhenAny(Task.WhenAll(threads), Task.Delay(5, TestContext.Current.CancellationToken));
        }
        await Task.WhenAll(threads);
        host.Run(() =>
        {
            using var socket = NetlinkSocket.Route();
            Assert.True(LinkGuard.Bridge.IsOn(socket, LinkTable.Find(socket, "shared")!.Index));
        });
    }

    private static void Guard(string name)
    {
        using var socket = NetlinkSocket.Route();
        var shared = LinkTable.Find(socket, "shared")!.Index;
        for (var round = 0; round < Rounds; round++)
        {
            socket.Execute(new NetlinkBatch().AddBridge(name, new([2, 0, 0, 0, 0, 1])));
            var own = LinkTable.Find(socket, name)!.Index;
            LinkGuard.Bridge.Ensure(socket, shared);
            LinkGuard.Container.Ensure(socket, own);
            LinkGuard.Container.Ensure(socket, own);
            socket.Execute(new NetlinkBatch().DeleteLink(name));
        }
    }
}
