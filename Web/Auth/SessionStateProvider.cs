using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Panel.Web.Auth;

/// <summary>The person of a circuit, who is nobody any more once the session ends.</summary>
internal sealed class SessionStateProvider : ServerAuthenticationStateProvider, IDisposable
{
    private readonly SessionWatch _sessions;
    private IDisposable? _watched;

    public SessionStateProvider(SessionWatch sessions)
    {
        _sessions = sessions;
        AuthenticationStateChanged += Follow;
    }

    public void Dispose()
    {
        AuthenticationStateChanged -= Follow;
        _watched?.Dispose();
    }

    private async void Follow(Task<AuthenticationState> change)
    {
        var user = (await change).User;
        _watched?.Dispose();
        _watched = user.UserId() is { } id && user.SecurityStamp() is { } stamp ? _sessions.Watch(id, stamp, SignOut) : null;
    }

    private void SignOut() => SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
}
