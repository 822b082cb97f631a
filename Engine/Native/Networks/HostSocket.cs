using System.Globalization;
using System.Net;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;
using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Networks;

/// <summary>A host socket with a port, as the kernel lists it in <c>/proc/net</c>.</summary>
/// <param name="Local">Its own address and port; an IPv4 address on an IPv6 socket appears as IPv4.</param>
/// <param name="State">Number of its state, as in the kernel's <c>tcp_states.h</c>.</param>
/// <param name="Inode">Its inode number; 0 when no process has it any more.</param>
internal sealed record HostSocket(IPEndPoint Local, int State, long Inode)
{
    private const int TimeWait = 6;
    private const int Listen = 10;

    public bool IsListening => State == Listen;

    /// <summary>Whether it is the rest of a closed connection, which the kernel keeps for a minute.</summary>
    public bool IsTimeWait => State == TimeWait;

    /// <summary>The sockets that may prevent a port from being published, likeliest first. Reads the calling thread's network namespace.</summary>
    public static IReadOnlyList<HostSocket> On(PublishedPort port)
    {
        var protocol = port.Protocol == PortProtocol.Tcp ? "tcp" : "udp";
        var wanted = IPAddress.Parse(port.HostAddress);
        return [.. Read(protocol).Concat(Read(protocol + "6"))
            .Where(socket => socket.Local.Port == port.HostPort && Overlap(socket.Local.Address, wanted))
            .OrderBy(socket => socket.IsTimeWait).ThenBy(socket => !socket.IsListening)];
    }

    /// <summary>Parses one of the tables; a host without IPv6 only has the others.</summary>
    internal static IEnumerable<HostSocket> Parse(string? table) =>
        (table ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(ParseLine).OfType<HostSocket>();

    private static IEnumerable<HostSocket> Read(string table) => Parse(KernelFile.Read("/proc/thread-self/net/" + table));

    // "sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …", numbers in hexadecimal except uid, timeout and inode.
    private static HostSocket? ParseLine(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 9 && fields[1].Split(':') is [var address, var port]
            ? new HostSocket(
                new IPEndPoint(ParseAddress(address), int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
                int.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture), long.Parse(fields[9], CultureInfo.InvariantCulture))
            : null;
    }

    // 32-bit words, each printed as the number that the machine reads from the address's bytes.
    private static IPAddress ParseAddress(string text)
    {
        var bytes = new byte[text.Length / 2];
        for (var at = 0; at < bytes.Length; at += 4)
            BitConverter.TryWriteBytes(bytes.AsSpan(at), uint.Parse(text.AsSpan(at * 2, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        var address = new IPAddress(bytes);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    // A socket on :: also accepts IPv4 unless its program turned that off; the table does not say.
    private static bool Overlap(IPAddress has, IPAddress wanted) =>
        has.Equals(wanted) || has.Equals(IPAddress.Any) || has.Equals(IPAddress.IPv6Any) || (wanted.Equals(IPAddress.Any) && has.AddressFamily == wanted.AddressFamily);
}
