using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Panel.Web.DockerApi.Tls;

/// <summary>Answers a client that speaks HTTP without TLS, instead of breaking the connection; what it sent is not read.</summary>
internal static class PlainTextRefusal
{
    // The first byte of a TLS record with a handshake (RFC 8446, 5.1).
    private const byte Handshake = 22;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly byte[] Answer = [
        .. "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"u8,
        .. "{\"message\":\"The Docker API over TCP speaks TLS only, and to clients with a certificate; call it with --tlsverify.\"}\n"u8,
    ];

    public static ConnectionDelegate Before(ConnectionDelegate tls) => async connection =>
    {
        if (await FirstAsync(connection) is not { } first) return;
        if (first == Handshake) await tls(connection);
        else await connection.Transport.Output.WriteAsync(Answer, CancellationToken.None);
    };

    /// <summary>The first byte, which stays unread; null when none arrived.</summary>
    private static async Task<byte?> FirstAsync(ConnectionContext connection)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        patience.CancelAfter(Patience);
        try
        {
            var read = await connection.Transport.Input.ReadAsync(patience.Token);
            byte? first = read.Buffer.IsEmpty ? null : read.Buffer.FirstSpan[0];
            // Nothing was examined, so the next read returns at once.
            connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            return first;
        }
        catch (Exception nothing) when (nothing is OperationCanceledException or IOException)
        {
            // The client sent nothing, or left.
            return null;
        }
    }
}
