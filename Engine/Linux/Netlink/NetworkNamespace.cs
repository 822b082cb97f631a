using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Panel.Engine.Linux.Netlink;

/// <summary>An open network namespace.</summary>
public sealed class NetworkNamespace : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private int _descriptor;

    private NetworkNamespace(int descriptor) => _descriptor = descriptor;

    /// <summary>The open descriptor.</summary>
    public int Descriptor => _descriptor;

    /// <summary>Opens the namespace at a path, such as <c>/proc/1/ns/net</c>.</summary>
    public static NetworkNamespace Open(string path)
    {
        var descriptor = NetlinkNative.Open(path, CloseOnExec, 0);
        return descriptor >= 0 ? new NetworkNamespace(descriptor) : throw new NetlinkException($"open {path}", Marshal.GetLastPInvokeError());
    }

    /// <summary>Opens a socket for links inside the namespace, and returns to the thread's own namespace.</summary>
    /// <param name="inside">More work inside the namespace.</param>
    public NetlinkSocket OpenRouteSocket(Action? inside = null)
    {
        using var own = Open("/proc/thread-self/ns/net");
        Enter(_descriptor);
        try
        {
            inside?.Invoke();
            return NetlinkSocket.Route();
        }
        finally
        {
            // A thread that cannot return would next change another container's network.
            if (NetlinkNative.SetNamespace(own._descriptor, NetlinkNative.NewNetwork) != 0) Environment.FailFast("Cannot return to the host's network namespace.");
        }
    }

    /// <summary>Runs an action on its own thread inside the namespace at a path; without a path, on the caller's thread.</summary>
    public static T Run<T>(string? path, Func<T> action)
    {
        if (path is null) return action();
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using (var target = Open(path)) Enter(target._descriptor);
                result = action();
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        }, 256 * 1024);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        var descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0) _ = NetlinkNative.Close(descriptor);
    }

    private static void Enter(int descriptor)
    {
        if (NetlinkNative.SetNamespace(descriptor, NetlinkNative.NewNetwork) != 0)
            throw new NetlinkException("enter the network namespace", Marshal.GetLastPInvokeError());
    }
}
