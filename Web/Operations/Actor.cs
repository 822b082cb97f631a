using Panel.Engine.Contract;

namespace Panel.Web.Operations;

/// <summary>The actor of an operation.</summary>
/// <param name="Kind">The kind of actor.</param>
/// <param name="UserId">Id of a signed-in person, uid of a Linux user, SHA-256 of a certificate, or for a container the id of its creator.</param>
/// <param name="UserName">Name of the person, or the name that an anonymous one claimed.</param>
/// <param name="Role">The role as the database has it now; null for those who may do nothing: not signed in, disabled or deleted.</param>
/// <param name="RemoteAddress">Address from which the request came.</param>
public sealed record Actor(ActorKind Kind, string? UserId, string UserName, PanelRole? Role, string? RemoteAddress)
{
    /// <summary>For a container: its creator, in whose name it acts. Null for others.</summary>
    public ContainerCreator? Creator { get; init; }

    /// <summary>The panel itself.</summary>
    public static Actor System { get; } = new(ActorKind.System, null, "system", PanelRole.Administrator, null);

    /// <summary>Somebody who has not signed in.</summary>
    public static Actor Anonymous(string? remoteAddress, string claimedName = "anonymous") => new(ActorKind.Anonymous, null, claimedName, null, remoteAddress);

    /// <summary>The creator to record for a container that this actor creates: a container creates others in its own creator's name.</summary>
    public ContainerCreator AsCreator() => Creator ?? new ContainerCreator(Kind.ToString(), UserId, UserName);

    /// <summary>Whether the role is sufficient.</summary>
    public bool May(PanelRole required) => Role >= required;
}

/// <summary>Provides the present actor, in a circuit, a hub or an endpoint.</summary>
public interface ICurrentActor
{
    /// <summary>The actor, with the role read from the database at this moment, so that a demotion takes effect at once.</summary>
    ValueTask<Actor> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Calls <paramref name="lost"/> once when the actor's session ends, or when its user is disabled or demoted, within two seconds. Actors without a
    /// session keep their right for as long as their connection lasts. Dispose the result when the watched work is done.</summary>
    ValueTask<IDisposable> WatchAsync(Action lost);
}
