using System.Runtime.InteropServices;

namespace Panel.Engine.Linux.Netlink;

/// <summary>The system calls that netlink needs.</summary>
internal static unsafe partial class NetlinkNative
{
    public const int Netlink = 16;
    public const int RawCloseOnExec = 3 | 0x80000;
    public const int SocketLevel = 1;
    public const int ReceiveTimeout = 20;
    public const int ReceiveBufferForce = 33;
    public const int NetlinkLevel = 270;
    public const int CapAck = 10;
    public const int ExtendedAck = 11;
    public const int Interrupted = 4;
    public const int NewNetwork = 0x40000000;

    [StructLayout(LayoutKind.Sequential)]
    public struct Address
    {
        public ushort Family;
        public ushort Padding;
        public uint Port;
        public uint Groups;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int socket, int level, int name, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    public static partial nint Send(int socket, void* data, nuint length, int flags, Address* to, uint addressLength);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int socket, void* data, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int socket, Address* address, uint addressLength);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(int descriptor, int kind);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);
}
