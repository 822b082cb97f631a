using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Panel.Tests.Shared.Registries;

/// <summary>A hand-written HTTP/1.1 server with one request per connection, so that it can give every wrong answer.</summary>
public sealed class RegistryServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<RegistryRequest, RegistryReply> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Func<int, CancellationToken, Task>? _pace;
    private readonly Task _accepting;

    /// <summary>Listens on a free port, of 127.0.0.1 unless another address is given, with TLS where there is a certificate; before each piece of a body <paramref name="pace"/> is waited for.</summary>
    public RegistryServer(Func<RegistryRequest, RegistryReply> answer, X509Certificate2? certificate = null, IPAddress? address = null, Func<int, CancellationToken, Task>? pace = null)
    {
        (_answer, _certificate, _pace, _listener) = (answer, certificate, pace, new TcpListener(address ?? IPAddress.Loopback, 0));
        _listener.Start();
        Address = _listener.LocalEndpoint.ToString()!;
        _accepting = AcceptAsync();
    }

    /// <summary>Address and port.</summary>
    public string Address { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                connections.RemoveAll(connection => connection.IsCompleted);
                connections.Add(Task.Run(() => ServeAsync(client)));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using Stream stream = _certificate is null ? client.GetStream() : new SslStream(client.GetStream());
                if (stream is SslStream tls) await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                if (await ReadAsync(stream) is not { } request) return;
                var reply = _answer(request);
                if (reply.Status == RegistryReply.NoAnswer) return;
                await WriteAsync(stream, reply, request.Method == "HEAD");
                // A connection that is closed while data is unread is reset, and what was sent may be lost: wait for the other side.
                client.Client.Shutdown(reply.CutAfter is null ? SocketShutdown.Send : SocketShutdown.Both);
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away or did not like the certificate, which is what many tests want.
            }
        }
    }

    private async Task<RegistryRequest?> ReadAsync(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n']))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) return null;
            // The hello of TLS, where there is none.
            if (head.Count == 0 && one[0] == 0x16) return null;
            head.Add(one[0]);
        }
        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _stop.Token);
        var target = lines[0].Split(' ')[1].Split('?', 2);
        return new(lines[0].Split(' ')[0], Uri.UnescapeDataString(target[0]), target.ElementAtOrDefault(1) ?? "", headers, body);
    }

    private async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> body)
    {
        while (!body.IsEmpty)
        {
            var piece = body[..Math.Min(body.Length, 16 * 1024)];
            if (_pace is not null) await _pace(piece.Length, _stop.Token);
            await stream.WriteAsync(piece, _stop.Token);
            body = body[piece.Length..];
        }
    }

    private async Task WriteAsync(Stream stream, RegistryReply reply, bool headOnly)
    {
        var head = new StringBuilder($"HTTP/1.1 {reply.Status} Answer\r\nConnection: close\r\n");
        foreach (var (name, value) in reply.Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (!reply.Endless && reply.Length != -1) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {reply.Length ?? reply.Body.Length}\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
        if (!headOnly)
        {
            do await WriteAsync(stream, reply.Body.AsMemory(0, reply.CutAfter ?? reply.Body.Length));
            while (reply.Endless);
        }
        await stream.FlushAsync(_stop.Token);
        if (reply.Hangs) await Task.Delay(Timeout.Infinite, _stop.Token);
    }
}
