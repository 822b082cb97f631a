using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Panel.Web.Auth;

/// <summary>The claims in a session's cookie: id, name, security stamp and role.</summary>
public sealed class PanelClaims(UserManager<PanelUser> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<PanelUser>(users, options)
{
    /// <inheritdoc />
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(PanelUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(identity.RoleClaimType, user.Role.ToString()));
        return identity;
    }
}

/// <summary>Reads the claims of a session.</summary>
public static class PrincipalExtensions
{
    internal const string RemoteAddressClaim = "panel:remote-address";

    /// <summary>The user's id, or null.</summary>
    public static string? UserId(this ClaimsPrincipal principal) => principal.FindFirstValue(ClaimTypes.NameIdentifier);

    /// <summary>The address from which the session's request or circuit came.</summary>
    public static string? RemoteAddress(this ClaimsPrincipal principal) => principal.FindFirstValue(RemoteAddressClaim);

    /// <summary>The address from which the request came.</summary>
    public static string? RemoteAddress(this HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4().ToString() : context.Connection.RemoteIpAddress?.ToString();
}
