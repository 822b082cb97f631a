using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.EntityFrameworkCore;
using Panel.Web.Auth;

namespace Panel.Web.Operations;

/// <summary>The actor of a scope: of a circuit, a hub or a request.</summary>
public sealed class CurrentActor(IHttpContextAccessor http, IDbContextFactory<PanelDbContext> contexts, SessionWatch sessions) : ICurrentActor
{
    private AuthenticationStateProvider? _circuit;
    private ClaimsPrincipal? _principal;
    private Actor? _actor;

    /// <summary>Sets the actor. Hubs call this with the caller, because they have no request of their own.</summary>
    public void Use(ClaimsPrincipal principal) => _principal = principal;

    /// <summary>Sets an actor without a panel account, such as one on the Docker API's socket.</summary>
    public void Use(Actor actor) => _actor = actor;

    /// <inheritdoc />
    public async ValueTask<Actor> GetAsync(CancellationToken cancellationToken = default)
    {
        if (_actor is not null) return _actor;
        var principal = await PrincipalAsync();
        var address = principal?.RemoteAddress() ?? (_circuit is null ? http.HttpContext?.RemoteAddress() : null);
        if (principal?.UserId() is not { } id) return Actor.Anonymous(address);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await database.Users.Where(user => user.Id == id).Select(user => new { user.Role, user.Disabled }).FirstOrDefaultAsync(cancellationToken);
        PanelRole? role = user is { Disabled: false } ? user.Role : null;
        return new Actor(ActorKind.User, id, principal.Identity?.Name ?? id, role, address);
    }

    /// <inheritdoc />
    public async ValueTask<IDisposable> WatchAsync(Action lost) =>
        _actor is null && SessionKey.Of(await PrincipalAsync()) is { } session ? sessions.Watch(session, lost) : Unwatched.Instance;

    internal void UseCircuit(AuthenticationStateProvider circuit) => _circuit = circuit;

    private async ValueTask<ClaimsPrincipal?> PrincipalAsync()
    {
        if (_principal is not null) return _principal;
        // In a circuit, the accessor may still hold the request of its start: only the circuit's own state is valid.
        return _circuit is null ? http.HttpContext?.User : (await _circuit.GetAuthenticationStateAsync()).User;
    }

    private sealed class Unwatched : IDisposable
    {
        public static readonly Unwatched Instance = new();

        public void Dispose()
        {
        }
    }
}

/// <summary>Tells the scope's <see cref="CurrentActor"/> that it belongs to a circuit.</summary>
internal sealed class ActorCircuitHandler(CurrentActor actor, AuthenticationStateProvider state) : CircuitHandler
{
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        actor.UseCircuit(state);
        return Task.CompletedTask;
    }
}
