using Panel.Web.Operations;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>The caller of the API on one connection.</summary>
/// <param name="Actor">The actor of the call.</param>
/// <param name="Refusal">Why that actor may do nothing, as a sentence; null where the role is reason enough.</param>
internal sealed record Caller(Actor Actor, string? Refusal = null)
{
    /// <summary>Suffix of the actor's name for calls over the API, so that the audit history tells them from calls of a page.</summary>
    public const string Suffix = " via docker API";

    private const string OutsideTheGroup = "The Docker API is for root and the members of the socket's group.";

    /// <summary>Why the actor may not do what needs the role, as a sentence; null when it may.</summary>
    public string? WhyNot(PanelRole required) => Actor.Role is null ? Refusal ?? OutsideTheGroup
        : Actor.May(required) ? null : $"This Docker API call needs the role {required}; {Actor.UserName} has {Actor.Role}.";
}
