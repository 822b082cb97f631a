using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Panel.Web.Auth;

/// <summary>The person of a circuit; anonymous once the session ends.</summary>
internal sealed class SessionStateProvider : ServerAuthenticationStateProvider, IDisposable
{
    private readonly SessionWatch _sessions;
    private readonly ILogger<SessionStateProvider> _logger;
    private IDisposable? _watched;
    private bool _disposed;

    public SessionStateProvider(SessionWatch sessions, ILogger<SessionStateProvider> logger)
    {
        (_sessions, _logger) = (sessions, logger);
        AuthenticationStateChanged += Follow;
    }

    public void Dispose()
    {
        AuthenticationStateChanged -= Follow;
        _disposed = true;
        _watched?.Dispose();
    }

    private void Follow(Task<AuthenticationState> change) => _ = FollowAsync(change);

    private async Task FollowAsync(Task<AuthenticationState> change)
    {
        ClaimsPrincipal user;
        try
        {
            user = (await change).User;
        }
        catch (Exception error)
        {
            // A person without a session key cannot be watched, so the circuit treats them as anonymous.
            AuthLog.PersonUnknown(_logger, error);
            SignOut();
            return;
        }

        _watched?.Dispose();
        _watched = null;
        if (_disposed) return;
        _watched = SessionKey.Of(user) is { } session ? _sessions.Watch(session, SignOut) : null;
    }

    private void SignOut() => SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
}
