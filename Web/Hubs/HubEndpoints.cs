using Microsoft.AspNetCore.SignalR;
using Panel.Web.Auth;

namespace Panel.Web.Hubs;

/// <summary>What bypasses page rendering: the log hub and the log download.</summary>
public static class HubEndpoints
{
    // A third of the silence after which js/hubs/link.js takes a connection for lost.
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
    }

    /// <summary>Maps the hubs and the endpoints beside them.</summary>
    public static void MapPanelHubs(this WebApplication app)
    {
        app.MapHub<LogHub>(LogHub.Path, options => options.CloseOnAuthenticationExpiration = true);
        app.MapHub<TerminalHub>(TerminalHub.Path, options => options.CloseOnAuthenticationExpiration = true);
        app.MapGet("/containers/{id}/logs/download", LogDownload.GetAsync).RequireAuthorization(PanelPolicies.Viewer);
    }
}
