using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Protocol;
using Tmds.Linux;

namespace Panel.Engine.Shim.Start;

/// <summary>Binds the published host ports and keeps them, so that no other program takes them. The traffic is nftables' business.</summary>
internal static unsafe class PortHolder
{
    private const int Attempts = 40;
    private const int PauseMilliseconds = 5;
    private static readonly List<int> s_held = [];

    public static void Hold(PortReservation reservation)
    {
        var text = $"{reservation.Address}:{reservation.Port}/{(reservation.Protocol == PortProtocol.Tcp ? "tcp" : "udp")}";
        if (!IPAddress.TryParse(reservation.Address, out var address))
            throw new KernelException("bind", $"{text} (not an address)", Errno.EINVAL);
        var isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var type = reservation.Protocol == PortProtocol.Tcp ? LibC.SOCK_STREAM : LibC.SOCK_DGRAM;
        var descriptor = LibC.socket(isV6 ? LibC.AF_INET6 : LibC.AF_INET, type | LibC.SOCK_CLOEXEC, 0);
        if (descriptor < 0)
            throw new KernelException("socket", text, Marshal.GetLastPInvokeError());
        if (isV6)
        {
            var one = 1;
            if (LibC.setsockopt(descriptor, LibC.IPPROTO_IPV6, LibC.IPV6_V6ONLY, &one, 4) < 0)
                throw new KernelException("setsockopt", text, Marshal.GetLastPInvokeError());
        }

        var bytes = stackalloc byte[28];
        new Span<byte>(bytes, 28).Clear();
        *(ushort*)bytes = (ushort)(isV6 ? LibC.AF_INET6 : LibC.AF_INET);
        *(ushort*)(bytes + 2) = BitConverter.IsLittleEndian ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((ushort)reservation.Port) : (ushort)reservation.Port;
        address.TryWriteBytes(new Span<byte>(bytes + (isV6 ? 8 : 4), 16), out _);
        // The engine has just found it free. Its probe may live some milliseconds longer, in a program that was being started beside it.
        for (var left = Attempts; LibC.bind(descriptor, (sockaddr*)bytes, isV6 ? 28 : 16) < 0; left--)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Errno.EADDRINUSE || left == 0)
                throw new KernelException("bind", text, error);
            _ = LibC.poll(null, 0, PauseMilliseconds);
        }
        s_held.Add(descriptor);
    }

    /// <summary>Lets go of them all.</summary>
    public static void Release()
    {
        s_held.ForEach(RawFile.Close);
        s_held.Clear();
    }
}
