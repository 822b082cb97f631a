using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Data;
using Panel.Web.Auth;
using Panel.Web.Features.Users;

namespace Panel.Web.Tests.Auth;

public sealed class SessionStateProviderTests(PanelApp app) : IClassFixture<PanelApp>
{
    private SessionWatch Sessions => app.Services.GetRequiredService<SessionWatch>();

    [Fact]
    public async Task Circuit_WhosePersonCannotBeTold_IsNobodys()
    {
        using var provider = new SessionStateProvider(Sessions, NullLogger<SessionStateProvider>.Instance);

        provider.SetAuthenticationState(Task.FromException<AuthenticationState>(new InvalidOperationException("no session")));

        Assert.False((await provider.GetAuthenticationStateAsync()).User.Identity!.IsAuthenticated);
    }

    [Fact]
    public async Task Circuit_WhoseUserIsDeleted_IsNobodys()
    {
        var user = await app.AddUserAsync("u" + Guid.NewGuid().ToString("N"), PanelRole.Viewer);
        using var provider = new SessionStateProvider(Sessions, NullLogger<SessionStateProvider>.Instance);
        var session = await app.Services.GetRequiredService<UserSessions>().BeginAsync(user.Id, "127.0.0.1", "test", TestContext.Current.CancellationToken);
        provider.SetAuthenticationState(Task.FromResult(new AuthenticationState(Principal(user, session))));
        Assert.True((await provider.GetAuthenticationStateAsync()).User.Identity!.IsAuthenticated);
        var ended = new TaskCompletionSource<Task<AuthenticationState>>(TaskCreationOptions.RunContinuationsAsynchronously);
        provider.AuthenticationStateChanged += state => ended.TrySetResult(state);

        await app.Services.GetRequiredService<UserDirectory>().ChangeAsync(user.Id, (users, found) => users.DeleteAsync(found), TestContext.Current.CancellationToken);

        var state = await await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(state.User.Identity!.IsAuthenticated);
    }

    private static ClaimsPrincipal Principal(PanelUser user, string session) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, user.Id), new Claim("AspNet.Identity.SecurityStamp", user.SecurityStamp!), new Claim(SessionKey.IdClaim, session),
        ], "test"));
}
