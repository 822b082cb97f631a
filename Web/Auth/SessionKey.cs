using System.Security.Claims;

namespace Panel.Web.Auth;

/// <summary>What a session's cookie contains.</summary>
/// <param name="UserId">The session's user.</param>
/// <param name="SecurityStamp">The account's security stamp at the session's start; a new role or password changes the stamp.</param>
/// <param name="Id">The session's id.</param>
public sealed record SessionKey(string UserId, string SecurityStamp, string Id)
{
    internal const string IdClaim = "panel:session";
    private const string SecurityStampClaim = "AspNet.Identity.SecurityStamp";

    /// <summary>Returns the session of a signed-in person, or null for anybody else.</summary>
    public static SessionKey? Of(ClaimsPrincipal? person) =>
        person?.UserId() is { } user && person.FindFirstValue(SecurityStampClaim) is { } stamp && person.FindFirstValue(IdClaim) is { } id ? new(user, stamp, id) : null;
}
