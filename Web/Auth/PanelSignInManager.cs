using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Panel.Web.Auth;

/// <summary>Identity's sign-in, which knows disabled accounts.</summary>
public sealed class PanelSignInManager(
    UserManager<PanelUser> users, IHttpContextAccessor http, IUserClaimsPrincipalFactory<PanelUser> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<PanelUser>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<PanelUser> confirmation)
    : SignInManager<PanelUser>(users, http, claims, options, logger, schemes, confirmation)
{
    /// <inheritdoc />
    public override async Task<bool> CanSignInAsync(PanelUser user) => !user.Disabled && await base.CanSignInAsync(user);
}
