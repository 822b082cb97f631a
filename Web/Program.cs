using Panel.Web.Auth;
using Panel.Web.Configuration;
using Panel.Web.Control;
using Panel.Web.DockerApi;
using Panel.Web.Features.Audit;
using Panel.Web.Features.Files;
using Panel.Web.Features.Images.Archives;
using Panel.Web.Features.Jobs;
using Panel.Web.Features.Recordings;
using Panel.Web.Features.SignIn;
using Panel.Web.Hubs;
using Panel.Web.Operations;

namespace Panel.Web;

/// <summary>The panel's table of contents: its parts and the addresses that it serves.</summary>
public static class Program
{
    /// <summary>Runs the panel until it is told to stop, or a command beside it; returns 1 when the panel cannot start.</summary>
    public static Task<int> Main(string[] args) => PanelCommand.IsAsked(args) ? PanelCommand.RunAsync(args) : PanelHost.RunAsync(() => Build(args));

    /// <summary>Builds the panel. Tests replace services in <paramref name="configure"/>.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [PanelConfiguration.WithoutWatching, .. args], ContentRootPath = AppContext.BaseDirectory });
        builder.AddPanelConfiguration();
        builder.AddPanelData();
        builder.AddPanelAuth();
        builder.AddPanelOperations();
        builder.AddPanelEngine();
        builder.AddPanelUi();
        builder.AddPanelHubs();
        builder.AddPanelDockerApi();
        builder.AddPanelControl();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseTrustedProxies();
        app.UsePanelNotFound();
        app.UsePanelAuth();
        app.MapPanelHealth();
        app.MapPanelSignOut();
        app.MapPanelAudit();
        app.MapPanelImages();
        app.MapPanelFiles();
        app.MapPanelJobs();
        app.MapPanelRecordings();
        app.MapPanelUi();
        app.MapPanelHubs();
        return app;
    }
}
