using Panel.Web.Operations;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>Who calls the API over one connection.</summary>
/// <param name="Actor">In whose name the call acts.</param>
/// <param name="Refusal">Why that actor may do nothing, as a sentence; null where the role says it all.</param>
internal sealed record Caller(Actor Actor, string? Refusal = null)
{
    /// <summary>Ends the name of an actor who comes over the API, so that the audit history tells it from a page.</summary>
    public const string Suffix = " via docker API";

    private const string OutsideTheGroup = "The Docker API is for root and the members of the socket's group.";

    /// <summary>Why the actor may not do what takes the role, as a sentence; null when it may.</summary>
    public string? WhyNot(PanelRole required) => Actor.Role is null ? Refusal ?? OutsideTheGroup
        : Actor.May(required) ? null : $"This call of the Docker API takes the role {required}; {Actor.UserName} has {Actor.Role}.";
}
