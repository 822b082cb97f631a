using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Panel.Engine.Native.Tests.Registries;

/// <summary>A request as it came.</summary>
internal sealed record SmallRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers)
{
    public string? this[string name] => Headers.GetValueOrDefault(name);
}

/// <summary>An answer as a registry, or a liar, gives it.</summary>
internal sealed record SmallAnswer(int Status, string Body = "", params string[] Headers);

/// <summary>Answers HTTP on a port of this machine as a test says, with TLS or without, a connection an answer.</summary>
internal sealed class SmallServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly List<SmallRequest> _requests = [];
    private readonly Func<SmallRequest, SmallAnswer> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Task _running;

    public SmallServer(Func<SmallRequest, SmallAnswer> answer, X509Certificate2? certificate = null)
    {
        (_answer, _certificate) = (answer, certificate);
        _listener.Start();
        _running = Task.Run(RunAsync);
    }

    /// <summary>Host and port.</summary>
    public string Host => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>What was asked for so far, as <c>HEAD /v2/a/manifests/1</c>.</summary>
    public List<string> Asked
    {
        get
        {
            lock (_requests) return [.. _requests.Select(request => $"{request.Method} {request.Target}")];
        }
    }

    public SmallRequest Last
    {
        get
        {
            lock (_requests) return _requests[^1];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_ending.Token);
                try
                {
                    await AnswerAsync(client);
                }
                catch (Exception error) when (error is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // The client hung up, or did not trust the certificate.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        await using Stream plain = client.GetStream();
        await using var tls = _certificate is null ? null : new SslStream(plain);
        if (tls is not null) await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _ending.Token);
        var stream = tls ?? plain;
        if (await ReadAsync(stream) is not { } request) return;
        lock (_requests) _requests.Add(request);
        var answer = _answer(request);
        var length = request.Method == "HEAD" ? 0 : Encoding.UTF8.GetByteCount(answer.Body);
        var head = string.Concat(answer.Headers.Select(header => header + "\r\n"));
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {answer.Status} Said\r\n{head}Content-Length: {length}\r\nConnection: close\r\n\r\n{(length > 0 ? answer.Body : "")}"), _ending.Token);
        await stream.FlushAsync(_ending.Token);
    }

    // A TLS greeting, which a client tries first, is no request.
    private async Task<SmallRequest?> ReadAsync(Stream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, _ending.Token);
            if (count == 0 || buffer[0] == 0x16 && text.Length == 0) return null;
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        var lines = text.ToString().Split("\r\n");
        var first = lines[0].Split(' ');
        return new(first[0], first[1], lines.Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase));
    }
}
