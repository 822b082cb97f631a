using System.Net;
using System.Net.Sockets;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Tests.Registries;

public sealed class RegistryWireTests
{
    /// <summary>As a load balancer without a server behind it does. Depending on the moment, .NET gives a bare SocketException for it.</summary>
    [Fact]
    public async Task Send_ToWhoeverHangsUpAtOnce_CannotReachIt()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var hangsUp = Task.Factory.StartNew(() => HangUp(listener), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var wire = new RegistryWire(new RegistryTrust("127.0.0.1", false, null, "/nonexistent"), new RegistryOptions());
        for (var attempt = 0; attempt < 500; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{listener.LocalEndpoint}/v2/");
            var error = await Assert.ThrowsAsync<TransientRegistryException>(() => wire.SendAsync(request, TestContext.Current.CancellationToken));
            Assert.StartsWith($"{listener.LocalEndpoint} cannot be reached: ", error.Message, StringComparison.Ordinal);
        }

        listener.Stop();
        await hangsUp;
    }

    private static void HangUp(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var socket = listener.AcceptSocket();
                socket.Close(0);
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }
}
