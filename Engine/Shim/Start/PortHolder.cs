using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Protocol;
using Tmds.Linux;

namespace Panel.Engine.Shim.Start;

/// <summary>Binds the published host ports and keeps them, so that no other program takes them. nftables handles the traffic.</summary>
internal static unsafe class PortHolder
{
    private const int Attempts = 40;
    private const int PauseMilliseconds = 5;
    private const int LongestAddress = 28; // sizeof(struct sockaddr_in6)
    private static readonly List<int> s_held = [];

    public static void Hold(PortReservation reservation)
    {
        var text = $"{reservation.Address}:{reservation.Port}/{(reservation.Protocol == PortProtocol.Tcp ? "tcp" : "udp")}";
        if (!IPAddress.TryParse(reservation.Address, out var address))
            throw new KernelException("bind", $"{text} (not an address)", Errno.EINVAL);
        var name = stackalloc byte[LongestAddress];
        Write(name, address, reservation.Port);
        // The engine has just found it free. Its probe may exist some milliseconds longer, in a program that was started at the same time.
        for (var left = Attempts; !TryHold(reservation.Protocol, address.AddressFamily, name, text); left--)
        {
            if (left == 0) throw new KernelException("bind", text, Errno.EADDRINUSE);
            _ = LibC.poll(null, 0, PauseMilliseconds);
        }
    }

    /// <summary>Releases them all.</summary>
    public static void Release()
    {
        s_held.ForEach(RawFile.Close);
        s_held.Clear();
    }

    private static bool TryHold(PortProtocol protocol, AddressFamily family, byte* name, string text)
    {
        foreach (var isShared in protocol == PortProtocol.Tcp ? (ReadOnlySpan<bool>)[false, true] : [false])
        {
            var descriptor = Open(protocol, family, text);
            if (TryBind(descriptor, family, name, isShared, text))
            {
                s_held.Add(descriptor);
                return true;
            }
            RawFile.Close(descriptor);
        }
        return false;
    }

    // Connections in TIME_WAIT block a plain bind for a minute, but not one with SO_REUSEADDR, which every restarting server uses. With it,
    // bind also ignores sockets that are bound and do not listen; listen(2) fails beside those that do. Without the flag, nobody can listen
    // beside this socket.
    private static bool TryBind(int descriptor, AddressFamily family, byte* name, bool isShared, string text)
    {
        if (isShared) Set(descriptor, LibC.SOL_SOCKET, LibC.SO_REUSEADDR, 1, text);
        if (!Succeeds("bind", LibC.bind(descriptor, (sockaddr*)name, family == AddressFamily.InterNetworkV6 ? LongestAddress : 16), text)) return false;
        if (!isShared) return true;
        if (!Succeeds("listen", LibC.listen(descriptor, 1), text)) return false;
        // Back to bound: it keeps the port but accepts nobody.
        if (LibC.shutdown(descriptor, LibC.SHUT_RDWR) < 0) throw new KernelException("shutdown", text, Marshal.GetLastPInvokeError());
        Set(descriptor, LibC.SOL_SOCKET, LibC.SO_REUSEADDR, 0, text);
        return true;
    }

    private static int Open(PortProtocol protocol, AddressFamily family, string text)
    {
        var type = protocol == PortProtocol.Tcp ? LibC.SOCK_STREAM : LibC.SOCK_DGRAM;
        var isV6 = family == AddressFamily.InterNetworkV6;
        var descriptor = LibC.socket(isV6 ? LibC.AF_INET6 : LibC.AF_INET, type | LibC.SOCK_CLOEXEC, 0);
        if (descriptor < 0)
            throw new KernelException("socket", text, Marshal.GetLastPInvokeError());
        if (isV6) Set(descriptor, LibC.IPPROTO_IPV6, LibC.IPV6_V6ONLY, 1, text);
        return descriptor;
    }

    private static bool Succeeds(string call, int result, string text)
    {
        if (result >= 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == Errno.EADDRINUSE ? false : throw new KernelException(call, text, error);
    }

    private static void Set(int descriptor, int level, int option, int value, string text)
    {
        if (LibC.setsockopt(descriptor, level, option, &value, sizeof(int)) < 0)
            throw new KernelException("setsockopt", text, Marshal.GetLastPInvokeError());
    }

    // struct sockaddr_in or sockaddr_in6: family, port in network order, then the address, for IPv6 after sin6_flowinfo.
    private static void Write(byte* name, IPAddress address, int port)
    {
        var isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        new Span<byte>(name, LongestAddress).Clear();
        *(ushort*)name = (ushort)(isV6 ? LibC.AF_INET6 : LibC.AF_INET);
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(name + 2, 2), (ushort)port);
        address.TryWriteBytes(new Span<byte>(name + (isV6 ? 8 : 4), 16), out _);
    }
}
