using System.Security.Claims;

namespace Panel.Web.Auth;

/// <summary>What a cookie says of its session.</summary>
/// <param name="UserId">Whose it is.</param>
/// <param name="SecurityStamp">The account's stamp when it began; another role or password makes a new one.</param>
/// <param name="Id">Names the session.</param>
public sealed record SessionKey(string UserId, string SecurityStamp, string Id)
{
    internal const string IdClaim = "panel:session";
    private const string SecurityStampClaim = "AspNet.Identity.SecurityStamp";

    /// <summary>The session of somebody who is signed in; null for anybody else.</summary>
    public static SessionKey? Of(ClaimsPrincipal? person) =>
        person?.UserId() is { } user && person.FindFirstValue(SecurityStampClaim) is { } stamp && person.FindFirstValue(IdClaim) is { } id ? new(user, stamp, id) : null;
}
