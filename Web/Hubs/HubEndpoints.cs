using Microsoft.AspNetCore.SignalR;
using Panel.Web.Auth;

namespace Panel.Web.Hubs;

/// <summary>Endpoints that bypass page rendering: the hubs and the log download.</summary>
public static class HubEndpoints
{
    // A third of the silence after which js/hubs/link.js considers a connection lost.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(5);

    /// <summary>Registers the hubs.</summary>
    public static void AddPanelHubs(this WebApplicationBuilder builder) =>
        builder.Services.AddSignalR()
            .AddHubOptions<LogHub>(options => Bound(options, 8 * 1024))
            .AddHubOptions<TerminalHub>(options => Bound(options, 64 * 1024));

    private static void Bound(HubOptions options, long largestMessage)
    {
        options.MaximumReceiveMessageSize = largestMessage;
        options.EnableDetailedErrors = false;
        options.KeepAliveInterval = KeepAlive;
        options.AddFilter<HubActor>();
    }

    /// <summary>Maps the hubs and their endpoints.</summary>
    public static void MapPanelHubs(this WebApplication app)
    {
        app.MapHub<LogHub>(LogHub.Path, options => options.CloseOnAuthenticationExpiration = true);
        app.MapHub<TerminalHub>(TerminalHub.Path, options => options.CloseOnAuthenticationExpiration = true);
        app.MapGet("/containers/{id}/logs/download", LogDownload.GetAsync).RequireAuthorization(PanelPolicies.Viewer);
    }
}
