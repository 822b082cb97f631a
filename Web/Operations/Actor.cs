using Panel.Engine.Contract;

namespace Panel.Web.Operations;

/// <summary>Who asks for something.</summary>
/// <param name="Kind">What kind of actor.</param>
/// <param name="UserId">Id of a signed-in person, uid of a Linux user, SHA-256 of a certificate, or for a container that of its creator.</param>
/// <param name="UserName">Name of the person, or what an anonymous one claimed to be.</param>
/// <param name="Role">The role as the database has it now; null for those who may do nothing: not signed in, disabled or deleted.</param>
/// <param name="RemoteAddress">Address that the request came from.</param>
public sealed record Actor(ActorKind Kind, string? UserId, string UserName, PanelRole? Role, string? RemoteAddress)
{
    /// <summary>For a container: who created it, and in whose name it acts. Null for others.</summary>
    public ContainerCreator? Creator { get; init; }

    /// <summary>The panel itself.</summary>
    public static Actor System { get; } = new(ActorKind.System, null, "system", PanelRole.Administrator, null);

    /// <summary>Somebody who has not signed in.</summary>
    public static Actor Anonymous(string? remoteAddress, string claimedName = "anonymous") => new(ActorKind.Anonymous, null, claimedName, null, remoteAddress);

    /// <summary>Whom a container that this actor creates belongs to: a container creates others in its own creator's name.</summary>
    public ContainerCreator AsCreator() => Creator ?? new ContainerCreator(Kind.ToString(), UserId, UserName);

    /// <summary>Whether the role is enough.</summary>
    public bool May(PanelRole required) => Role >= required;
}

/// <summary>Tells who asks: in a circuit, a hub or an endpoint.</summary>
public interface ICurrentActor
{
    /// <summary>The actor, with the role read from the database at this moment, so that a demotion counts at once.</summary>
    ValueTask<Actor> GetAsync(CancellationToken cancellationToken = default);
}
