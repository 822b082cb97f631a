using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Panel.Engine.Contract;

namespace Panel.Engine.Registry;

/// <summary>Answers a registry's challenges with basic authentication or a token (distribution, "Token Authentication Specification").</summary>
internal sealed class RegistryCredentials(RegistryAccess access, RegistryOptions options, RegistryWire wire, TimeProvider time)
{
    private const string ClientId = "panel";
    private const int MaxTokenBytes = 1 << 20;
    private readonly ConcurrentDictionary<string, string> _tokens = new();
    private volatile bool _basic;

    public bool SignedIn => access.HasAccount;

    /// <summary>Whether the registry asked for authentication and got it.</summary>
    public bool WasAsked => _basic || !_tokens.IsEmpty;

    /// <summary>Whether the password was withheld from a host to which the registry wanted it sent.</summary>
    public bool HeldBack { get; private set; }

    private RegistryFault Fault => new(wire, this, time);

    /// <summary>The header for the known requirements.</summary>
    public AuthenticationHeaderValue? Header(IReadOnlyList<string> scopes) =>
        !string.IsNullOrEmpty(access.RegistryToken) ? new("Bearer", IsSendable(access.RegistryToken) ? access.RegistryToken : throw new InvalidInputException("The registry token holds characters that no token has.", nameof(access.RegistryToken)))
        : _tokens.TryGetValue(Key(scopes), out var token) ? new("Bearer", token)
        : _basic ? Basic() : null;

    /// <summary>Whether the text contains a secret.</summary>
    public bool IsTold(string text) =>
        new[] { access.Password, access.IdentityToken, access.RegistryToken, Basic().Parameter }.Concat(_tokens.Values)
            .Any(secret => !string.IsNullOrEmpty(secret) && text.Contains(secret, StringComparison.Ordinal));

    /// <summary>The error of an answer.</summary>
    public Task<Exception> FaultAsync(HttpResponseMessage answer, string what, CancellationToken cancellationToken) => Fault.OfAsync(answer, what, cancellationToken);

    /// <summary>Gets the authentication that a 401 asks for; false when that is impossible.</summary>
    /// <exception cref="NotPermittedException">The account is refused, or would have to be sent to a foreign host.</exception>
    public async Task<bool> AnswerAsync(HttpResponseMessage refusal, Uri registry, IReadOnlyList<string> scopes, string what, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(access.RegistryToken)) return false;
        var challenges = refusal.Headers.TryGetValues("WWW-Authenticate", out var headers) ? headers.SelectMany(AuthChallenge.Parse).ToList() : [];
        if (challenges.Find(challenge => challenge.Scheme == "bearer") is { } bearer)
        {
            _tokens[Key(scopes)] = await TokenAsync(bearer, registry, scopes, what, cancellationToken);
            return true;
        }
        // Another request of the same session may have authenticated meanwhile: what counts is the header that this one was sent with.
        if (refusal.RequestMessage?.Headers.Authorization?.Scheme == "Basic" || string.IsNullOrEmpty(access.UserName) || !challenges.Exists(challenge => challenge.Scheme == "basic")) return false;
        return _basic = true;
    }

    private async Task<string> TokenAsync(AuthChallenge challenge, Uri registry, IReadOnlyList<string> scopes, string what, CancellationToken cancellationToken)
    {
        var realm = Realm.Check(challenge["realm"], registry);
        HeldBack = SignedIn && !Realm.MayKnowPassword(realm, registry, options.TrustedRealms);
        if (HeldBack)
            throw new NotPermittedException(
                $"The registry {registry.Authority} wants the password sent to {realm.Authority}, which is another domain; if that is right, add it to Panel:Registries:TrustedRealms.");
        if (scopes.Count == 0 && challenge["scope"] is { Length: > 0 } asked) scopes = [asked];
        using var answer = await wire.SendAsync(string.IsNullOrEmpty(access.IdentityToken) ? Get(realm, challenge["service"], scopes) : Refresh(realm, challenge["service"], scopes), cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            // The token server knows the accounts, not the registry.
            throw (int)answer.StatusCode is 400 or 401 or 403 ? Fault.Denied(registry.Authority, what) : await FaultAsync(answer, what, cancellationToken);
        }
        try
        {
            var token = JsonSerializer.Deserialize(await wire.ReadAsync(answer, MaxTokenBytes, "a token", cancellationToken), RegistryJson.Default.TokenAnswer);
            if ((token?.Token ?? token?.AccessToken) is { Length: > 0 } text && IsSendable(text)) return text;
        }
        catch (JsonException)
        {
            // Reported below, with the other reasons for a missing token.
        }
        throw new EngineFailureException($"The registry {registry.Authority} sends clients to {realm.Authority} for a token, but that server gave none.", "registry token");
    }

    private HttpRequestMessage Get(Uri realm, string? service, IReadOnlyList<string> scopes)
    {
        var query = new StringBuilder(realm.Query.TrimStart('?'));
        void Append(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) query.Append(query.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        Append("service", service);
        foreach (var scope in scopes) Append("scope", scope);
        Append("account", access.UserName);
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = query.ToString() }.Uri);
        if (!string.IsNullOrEmpty(access.UserName)) request.Headers.Authorization = Basic();
        return request;
    }

    private HttpRequestMessage Refresh(Uri realm, string? service, IReadOnlyList<string> scopes) => new(HttpMethod.Post, realm)
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["service"] = service ?? "",
            ["client_id"] = ClientId,
            ["scope"] = string.Join(' ', scopes),
            ["refresh_token"] = access.IdentityToken!,
        }),
    };

    private AuthenticationHeaderValue Basic() => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{access.UserName}:{access.Password}")));

    // The characters allowed in a header.
    private static bool IsSendable(string token) => token.All(letter => letter is > ' ' and < '\x7F');

    private static string Key(IReadOnlyList<string> scopes) => string.Join(' ', scopes);
}
