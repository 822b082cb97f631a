using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Panel.Web.Hubs;

/// <summary>What bypasses page rendering: the log hub and the log download.</summary>
public static class HubEndpoints
{
    /// <summary>Policy that every reader satisfies; policies are named by role.</summary>
    internal const string ViewerPolicy = "Viewer";

    /// <summary>Registers the hubs.</summary>
    public static IServiceCollection AddPanelHubs(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HubSessions>();
        services.AddSignalR().AddHubOptions<LogHub>(options =>
        {
            options.MaximumReceiveMessageSize = 8 * 1024;
            options.EnableDetailedErrors = false;
        });
        return services;
    }

    /// <summary>Maps the hubs and the endpoints beside them.</summary>
    public static WebApplication MapPanelHubs(this WebApplication app)
    {
        app.MapHub<LogHub>(LogHub.Path, options => options.CloseOnAuthenticationExpiration = true);
        app.MapGet("/containers/{id}/logs/download", LogDownload.GetAsync).RequireAuthorization(ViewerPolicy);
        return app;
    }
}
