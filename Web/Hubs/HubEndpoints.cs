using Panel.Web.Auth;

namespace Panel.Web.Hubs;

/// <summary>What bypasses page rendering: the log hub and the log download.</summary>
public static class HubEndpoints
{
    /// <summary>Registers the hubs.</summary>
    public static void AddPanelHubs(this WebApplicationBuilder builder) =>
        builder.Services.AddSignalR().AddHubOptions<LogHub>(options =>
        {
            options.MaximumReceiveMessageSize = 8 * 1024;
            options.EnableDetailedErrors = false;
        });

    /// <summary>Maps the hubs and the endpoints beside them.</summary>
    public static void MapPanelHubs(this WebApplication app)
    {
        app.MapHub<LogHub>(LogHub.Path, options => options.CloseOnAuthenticationExpiration = true);
        app.MapGet("/containers/{id}/logs/download", LogDownload.GetAsync).RequireAuthorization(PanelPolicies.Viewer);
    }
}
