using Panel.Web.Components;

namespace Panel.Web.Configuration;

/// <summary>Pages, components and static files.</summary>
public static class UiConfiguration
{
    /// <summary>Adds what the pages need.</summary>
    public static void AddPanelUi(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddPanelPages();
    }

    /// <summary>Maps pages and static files.</summary>
    public static void MapPanelUi(this WebApplication app)
    {
        // Files and not secrets: the sign-in page needs them.
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
