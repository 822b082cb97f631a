using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Panel.Web.Auth;
using Panel.Web.Operations;

namespace Panel.Web.Features.SignIn;

/// <summary><c>POST /signout</c>.</summary>
public static class SignOutEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapPanelSignOut(this WebApplication app) => app.MapPost(AuthPaths.SignOut, SignOutAsync).RequireAuthorization(PanelPolicies.Viewer);

    private static async Task<Results<RedirectHttpResult, BadRequest<string>>> SignOutAsync(
        HttpContext context, IAntiforgery antiforgery, PanelSignInManager signIn, ICurrentActor currentActor, IAuditTrail audit)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return TypedResults.BadRequest("The form is too old; go back, reload the page and sign out again.");
        await signIn.SignOutAsync();
        var actor = await currentActor.GetAsync(context.RequestAborted);
        await audit.RecordAsync(actor, SessionOperations.SignOut, actor.UserName, AuditResult.Succeeded, null, null, context.RequestAborted);
        return TypedResults.LocalRedirect(AuthPaths.SignIn);
    }
}
