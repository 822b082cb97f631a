using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Registry;

/// <summary>Sends requests to a registry and to the servers that it names. None of them can make us wait or read without end.</summary>
internal sealed class RegistryWire : IDisposable
{
    /// <summary>The operation name of a trust failure.</summary>
    public const string TlsOperation = "registry tls";

    private readonly RegistryOptions _options;
    private readonly RegistryTrust _trust;
    private readonly HttpClient _http;

    public RegistryWire(RegistryTrust trust, RegistryOptions options)
    {
        (_trust, _options) = (trust, options);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = options.Patience,
            AutomaticDecompression = DecompressionMethods.None,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = trust.Accepts },
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd($"Panel/{typeof(RegistryWire).Assembly.GetName().Version?.ToString(3)}");
    }

    /// <summary>Whether a certificate was refused, so the server speaks TLS.</summary>
    public bool RefusedCertificate => _trust.Refused;

    /// <summary>The answer with any status, once its head has arrived.</summary>
    /// <exception cref="TransientRegistryException">There is no answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Cancelled by the caller, or by the registry's silence.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.Patience);
        if (request.Content is FileContent upload) upload.Sent = () => patience.CancelAfter(_options.Patience);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientRegistryException($"{request.RequestUri!.Authority} was silent for {_options.Patience.TotalSeconds:0} s.");
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            var host = request.RequestUri!.Authority;
            throw new EngineFailureException(_trust.Refused
                ? $"The registry {host} cannot be trusted: {Inmost(error)}; add its authority's certificate on the page Registries, or name it in Panel:Registries:Insecure."
                : $"The registry {host} does not speak TLS correctly: {Inmost(error)}; if it speaks plain HTTP, name it in Panel:Registries:Insecure.", TlsOperation, inner: error);
        }
        catch (Exception error) when (IsUnreachable(error))
        {
            throw new TransientRegistryException($"{request.RequestUri!.Authority} cannot be reached: {Inmost(error)}.", error);
        }
    }

    /// <summary>Reads a whole body, with limits for its size and time.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="what">The body's name, for the error message.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="TransientRegistryException">It broke off.</exception>
    public async Task<byte[]> ReadAsync(HttpResponseMessage answer, int limit, string what, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.Patience);
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(patience.Token);
            using var content = new MemoryStream();
            var buffer = new byte[32 * 1024];
            while (await body.ReadAsync(buffer, patience.Token) is var count and > 0)
            {
                if (content.Length + count > limit) throw new EngineFailureException($"{what} is larger than {limit} bytes, the most that is accepted.", "registry");
                content.Write(buffer, 0, count);
            }
            return content.ToArray();
        }
        catch (Exception error) when (IsBreak(error, cancellationToken))
        {
            throw new TransientRegistryException($"The registry {Authority(answer)} broke off while it gave {RegistryText.Within(what)}.", error);
        }
    }

    /// <summary>The first bytes of a body; none if it breaks off or takes too long.</summary>
    public async Task<ReadOnlyMemory<byte>> BeginningAsync(HttpResponseMessage answer, int most, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.Patience);
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(patience.Token);
            var bytes = new byte[most];
            return bytes.AsMemory(0, await body.ReadAtLeastAsync(bytes, most, throwOnEndOfStream: false, patience.Token));
        }
        catch (Exception error) when (IsBreak(error, cancellationToken))
        {
            // It would only have added details to the status.
            return default;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _trust.Dispose();
    }

    // A connection that was reset right after it was made throws a bare SocketException (HttpConnectionPool reads its remote end).
    private static bool IsUnreachable(Exception error) => error is HttpRequestException or SocketException;

    private static bool IsBreak(Exception error, CancellationToken cancellationToken) =>
        IsUnreachable(error) || error is IOException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static string Authority(HttpResponseMessage answer) => answer.RequestMessage?.RequestUri?.Authority ?? "";

    private static string Inmost(Exception error)
    {
        while (error.InnerException is { } inner) error = inner;
        return error switch
        {
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => "no name server knows it",
            SocketException { SocketErrorCode: SocketError.TryAgain } => "the name servers do not answer",
            SocketException socket => Errno.Describe(socket.NativeErrorCode),
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } => "it does not answer in HTTP",
            HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } => "it does not answer in HTTP",
            HttpRequestException => "the request failed",
            _ => Cause.Of(error),
        };
    }
}
