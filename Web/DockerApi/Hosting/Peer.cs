using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>The peer of a unix socket, as the kernel recorded it when the connection was made (unix(7), SO_PEERCRED and SO_PEERGROUPS).</summary>
/// <param name="Pid">Process id in the panel's pid namespace; 0 for a process outside it.</param>
/// <param name="Uid">User.</param>
/// <param name="Gid">Primary group.</param>
/// <param name="Groups">Supplementary groups.</param>
internal sealed record Peer(int Pid, uint Uid, uint Gid, IReadOnlyList<uint> Groups)
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int PeerGroups = 59;
    private const int UsualGroups = 64;

    // NGROUPS_MAX.
    private const int MostGroups = 65536;

    // ERANGE.
    private const int OutOfRange = 34;

    /// <summary>Whether the peer is in the group.</summary>
    public bool IsIn(uint group) => Gid == group || Groups.Contains(group);

    public static Peer Of(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        return new Peer(
            BinaryPrimitives.ReadInt32LittleEndian(credentials), BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]), BinaryPrimitives.ReadUInt32LittleEndian(credentials[8..]), GroupsOf(socket));
    }

    private static uint[] GroupsOf(Socket socket)
    {
        for (var room = UsualGroups; ; room = MostGroups)
        {
            var groups = new uint[room];
            try
            {
                var length = socket.GetRawSocketOption(SocketLevel, PeerGroups, MemoryMarshal.AsBytes(groups.AsSpan()));
                return groups[..(length / sizeof(uint))];
            }
            catch (SocketException error) when (error.ErrorCode == OutOfRange && room < MostGroups)
            {
                // More groups than usual: tries again with room for Linux's maximum.
            }
        }
    }
}
