using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Panel.Engine.Native.Logs.Syslog;

/// <summary>A connection to a syslog server.</summary>
internal sealed class SyslogConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly bool _isStream;
    private readonly bool _isCounted;

    private SyslogConnection(Socket socket, bool isCounted) =>
        (_socket, _isStream, _isCounted) = (socket, socket.SocketType == SocketType.Stream, isCounted);

    /// <exception cref="SocketException">Nobody answers there.</exception>
    public static async Task<SyslogConnection> OpenAsync(SyslogSettings settings, CancellationToken cancellationToken)
    {
        var address = settings.Address;
        var (family, kind, end) = address.Scheme switch
        {
            "unix" => (AddressFamily.Unix, SocketType.Stream, (EndPoint)new UnixDomainSocketEndPoint(address.AbsolutePath)),
            "unixgram" => (AddressFamily.Unix, SocketType.Dgram, new UnixDomainSocketEndPoint(address.AbsolutePath)),
            _ => await ResolveAsync(address, cancellationToken),
        };
        var socket = new Socket(family, kind, family == AddressFamily.Unix ? ProtocolType.Unspecified : kind == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(end, cancellationToken);
            // RFC 6587, section 3.4.1: on a stream, RFC 5424's messages have a length prefix, the older ones end with a line feed.
            return new(socket, kind == SocketType.Stream && settings.Format is SyslogFormat.Rfc5424 or SyslogFormat.Rfc5424Micro);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <exception cref="SocketException">The server is gone, or rejects a message of this size.</exception>
    public async Task SendAsync(byte[] message, CancellationToken cancellationToken)
    {
        byte[] framed = !_isStream ? message
            : _isCounted ? [.. Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture)), (byte)' ', .. message]
            : [.. message, (byte)'\n'];
        for (var sent = 0; sent < framed.Length;) sent += await _socket.SendAsync(framed.AsMemory(sent), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static async Task<(AddressFamily, SocketType, EndPoint)> ResolveAsync(Uri address, CancellationToken cancellationToken)
    {
        var found = (await Dns.GetHostAddressesAsync(address.DnsSafeHost, cancellationToken))[0];
        return (found.AddressFamily, address.Scheme == "udp" ? SocketType.Dgram : SocketType.Stream, new IPEndPoint(found, address.Port));
    }
}
