using System.Net;
using Panel.Engine.Contract;

namespace Panel.Engine.Registry;

/// <summary>Talks to one registry for one operation. Secrets go only to the registry's own host and its token server (<see cref="Realm"/>):
/// an Authorization header never follows a redirect to another host.</summary>
public sealed class RegistrySession : IDisposable
{
    private const int MostRedirects = 5;
    private readonly RegistryAddress _address;
    private readonly RegistryOptions _options;
    private readonly RegistryWire _wire;
    private readonly RegistryCredentials _credentials;
    private readonly bool _mayBePlain;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private Uri? _base;

    internal RegistrySession(RegistryAddress address, RegistryAccess access, RegistryOptions options, TimeProvider time)
    {
        (_address, _options, Time) = (address, options, time);
        _mayBePlain = access.Insecure || options.Insecure.Contains(address.Host, StringComparer.OrdinalIgnoreCase) || RegistryAddress.IsLoopback(address.Host);
        var trust = new RegistryTrust(address.Host, _mayBePlain && !HasOwnAuthorities(address, access, options), access.CertificateAuthorities, options.CertificatesDirectory);
        _wire = new RegistryWire(trust, options);
        _credentials = new RegistryCredentials(access, options, _wire, time);
    }

    /// <summary>The name for people.</summary>
    public string Host => _address.Host;

    public RegistryOptions Options => _options;

    /// <summary>The clock for pauses between attempts.</summary>
    public TimeProvider Time { get; }

    public bool SignedIn => _credentials.SignedIn;

    /// <summary>Whether the registry asked for authentication and got it.</summary>
    public bool WasAsked => _credentials.WasAsked;

    /// <summary>Whether the password was withheld from a host to which the registry wanted it sent.</summary>
    public bool HeldBack => _credentials.HeldBack;

    /// <summary>The address of a path in the registry's API, such as <c>/v2/team/app/tags/list</c>.</summary>
    public async Task<Uri> AddressAsync(string path, CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            _base ??= await ConnectAsync(cancellationToken);
        }
        finally
        {
            _connecting.Release();
        }
        return new Uri(_base, _address.BasePath + path);
    }

    /// <summary>Sends a request, authenticates if the registry asks for it, and follows redirects of GET and HEAD.</summary>
    /// <param name="make">Creates the request for an address; called again for every attempt.</param>
    /// <param name="uri">The address.</param>
    /// <param name="scopes">The rights that a token must have, such as <c>repository:team/app:pull</c>.</param>
    /// <param name="what">The requested object, for the error message.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The successful answer, once its head has arrived.</returns>
    /// <exception cref="TransientRegistryException">Another attempt may succeed.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<Uri, HttpRequestMessage> make, Uri uri, IReadOnlyList<string> scopes, string what, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(make, uri, scopes, what, cancellationToken);
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw await FaultAsync(answer, what, cancellationToken);
    }

    /// <summary>The same for any status.</summary>
    public async Task<HttpResponseMessage> AskAsync(Func<Uri, HttpRequestMessage> make, Uri uri, IReadOnlyList<string> scopes, string what, CancellationToken cancellationToken)
    {
        var tried = false;
        for (var redirects = 0; ;)
        {
            var request = make(uri);
            var own = IsOwn(uri);
            if (own) request.Headers.Authorization = _credentials.Header(scopes);
            var answer = await _wire.SendAsync(request, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.Unauthorized && own && !tried)
            {
                tried = true;
                using (answer)
                {
                    if (!await _credentials.AnswerAsync(answer, uri, scopes, what, cancellationToken)) throw await FaultAsync(answer, what, cancellationToken);
                }
                continue;
            }
            if (!IsRedirect(answer) || request.Method is var method && method != HttpMethod.Get && method != HttpMethod.Head) return answer;
            using (answer)
            {
                if (!Uri.TryCreate(uri, answer.Headers.Location!, out var next)) throw new EngineFailureException($"The registry {Host} redirects {RegistryText.Within(what)} without an address.", "registry");
                if (++redirects > MostRedirects) throw new EngineFailureException($"The registry {Host} redirects {RegistryText.Within(what)} without end.", "registry");
                if (next.Scheme != "https" && (next.Scheme != "http" || uri.Scheme == "https"))
                    throw new EngineFailureException($"The registry {Host} redirects {RegistryText.Within(what)} from TLS to {next.Scheme}://{next.Authority}, which is not followed.", "registry");
                uri = next;
            }
        }
    }

    /// <summary>The error of an unsuccessful answer.</summary>
    public Task<Exception> FaultAsync(HttpResponseMessage answer, string what, CancellationToken cancellationToken) => _credentials.FaultAsync(answer, what, cancellationToken);

    /// <summary>Reads a whole body of limited size.</summary>
    /// <exception cref="TransientRegistryException">It broke off.</exception>
    public Task<byte[]> ReadAsync(HttpResponseMessage answer, int limit, string what, CancellationToken cancellationToken) => _wire.ReadAsync(answer, limit, what, cancellationToken);

    /// <summary>Runs a request up to five times, doubling the pauses; it obeys a registry that says how long to wait, up to a minute.</summary>
    public async Task<T> RetryAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var pause = new RetryPause(_options.RetryDelay, Time); ;)
        {
            try
            {
                return await attempt();
            }
            catch (TransientRegistryException error)
            {
                await pause.WaitAsync(error, cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        _wire.Dispose();
        _connecting.Dispose();
    }

    // TLS first; plain HTTP only where it is allowed. An answer with any status means that a server is there.
    private async Task<Uri> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_address.Host.Length == 0) throw new NotPermittedException("Docker Hub is turned off by the setting Panel:Registries:Hub; name another registry, such as registry.example/app.");
        string[] schemes = _address.Scheme is { } given ? [given] : _mayBePlain ? ["https", "http"] : ["https"];
        for (var i = 0; ; i++)
        {
            var uri = new Uri($"{schemes[i]}://{_address.Host}");
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(uri, _address.BasePath + "/v2/"));
                using var answer = await _wire.SendAsync(request, cancellationToken);
                return uri;
            }
            catch (Exception error) when (error is TransientRegistryException or EngineFailureException && i + 1 < schemes.Length && !_wire.RefusedCertificate)
            {
                // It may use plain HTTP; if it does not, the next scheme's error is reported. A server with a refused certificate speaks
                // TLS.
            }
            catch (TransientRegistryException error)
            {
                throw new EngineFailureException($"The registry {error.Message}", "registry", inner: error);
            }
        }
    }

    private static bool HasOwnAuthorities(RegistryAddress address, RegistryAccess access, RegistryOptions options) =>
        !access.Insecure && (access.CertificateAuthorities is { Length: > 0 } || Directory.Exists($"{options.CertificatesDirectory}/{address.Host}"));

    private bool IsOwn(Uri uri) => _base is not null && uri.Scheme == _base.Scheme && uri.Authority == _base.Authority;

    private static bool IsRedirect(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && answer.Headers.Location is not null;
}
