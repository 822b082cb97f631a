using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Processes;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>The process at the other end of a unix socket, as the kernel recorded it when the connection was made.</summary>
internal static class PeerProcess
{
    private const int SocketLevel = 1;

    // SO_PEERPIDFD, since Linux 6.5: a descriptor of that very process, even if another one has its number now.
    private const int PeerPidFd = 77;
    private static readonly ProcessOrigin Ended = ProcessOrigin.Unknown("its process has ended");

    /// <summary>Whether the process belongs to a container. A process that ends meanwhile is unknown, because another process with the same
    /// number may have been read.</summary>
    public static ProcessOrigin OriginOf(Socket socket, Peer peer, IContainers containers)
    {
        using var process = Hold(socket, peer);
        if (process is null || PidFd.HasEnded((int)process.DangerousGetHandle())) return Ended;
        var origin = containers.OriginOf(peer.Pid);
        return PidFd.HasEnded((int)process.DangerousGetHandle()) ? Ended : origin;
    }

    private static SafeFileHandle? Hold(Socket socket, Peer peer)
    {
        Span<byte> descriptor = stackalloc byte[sizeof(int)];
        try
        {
            socket.GetRawSocketOption(SocketLevel, PeerPidFd, descriptor);
            return new SafeFileHandle(BinaryPrimitives.ReadInt32LittleEndian(descriptor), ownsHandle: true);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ProtocolOption)
        {
            return HoldByNumber(peer);
        }
        catch (SocketException)
        {
            // ESRCH: the process was reaped before the connection was accepted.
            return null;
        }
    }

    // An older kernel: the process that has the number now must at least have the same user.
    private static SafeFileHandle? HoldByNumber(Peer peer)
    {
        if (peer.Pid <= 0 || PidFd.TryOpen(peer.Pid) is not (>= 0 and var descriptor)) return null;
        var process = new SafeFileHandle(descriptor, ownsHandle: true);
        if (UsersOf(peer.Pid).Contains(peer.Uid)) return process;
        process.Dispose();
        return null;
    }

    // Real, effective, saved and file system user ids (proc_pid_status(5)).
    private static IEnumerable<uint> UsersOf(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal));
            return [.. line.Split('\t').Skip(1).Select(text => uint.Parse(text, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
