using Microsoft.AspNetCore.Diagnostics;
using Panel.Web.Auth;
using Panel.Web.Components;

namespace Panel.Web.Configuration;

/// <summary>Pages, components and static files.</summary>
public static class UiConfiguration
{
    /// <summary>Adds the pages' services.</summary>
    public static void AddPanelUi(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddPanelPages();
    }

    /// <summary>Shows a page instead of an empty answer when a person's browser asks for an unknown address.</summary>
    public static void UsePanelNotFound(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use(async (context, next) =>
        {
            await next(context);
            var wantsPage = context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
            if ((context.Response.StatusCode != StatusCodes.Status404NotFound || !wantsPage) && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                pages.Enabled = false;
            }
        });
    }

    /// <summary>Maps pages and static files.</summary>
    public static void MapPanelUi(this WebApplication app)
    {
        // These files hold no secrets, and the sign-in page needs them.
        app.MapStaticAssets().AllowAnonymous();

        // The framework would add its own policy, but SecurityHeaders sets the complete one. Circuits are for signed-in people only.
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null)
            .RequireAuthorization(PanelPolicies.Viewer);
    }
}
