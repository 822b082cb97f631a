using Microsoft.Extensions.Options;
using Panel.Engine.Native;

namespace Panel.Web.Configuration;

/// <summary>Reads the settings and configures what depends on them.</summary>
public static class PanelConfiguration
{
    private const string LoopbackHosts = "localhost;127.0.0.1;[::1]";

    /// <summary>This argument stops the framework from watching the configuration files. The panel reads its settings once, and a watch
    /// needs an inotify instance: the panel would not start on a machine where other programs of root have used them up.</summary>
    public const string WithoutWatching = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>Binds and validates the settings.</summary>
    public static void AddPanelConfiguration(this WebApplicationBuilder builder)
    {
        // Without it, build output that runs as Production serves empty static files.
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddOptions<PanelOptions>().Bind(builder.Configuration.GetSection("Panel"));
        builder.Services.AddSingleton<IValidateOptions<PanelOptions>, PanelOptionsValidator>();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<PanelOptions>>().Value);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<PanelIdentity>();
        builder.Services.AddSingleton<PanelProblems>();
        builder.Services.AddSingleton<StartUp>();
        LimitHosts(builder.Configuration);
    }

    /// <summary>Reads the settings as the server does, without starting anything.</summary>
    /// <param name="settings">Settings of the command line, as <c>--Key=value</c>.</param>
    public static PanelOptions Read(string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false)
            .AddEnvironmentVariables().AddCommandLine(settings).Build();
        return configuration.GetSection("Panel").Get<PanelOptions>() ?? new PanelOptions();
    }

    /// <summary>Tells two panels of one machine apart: all ports of a host share cookies.</summary>
    public static string InstanceName(this PanelOptions options) => new EnginePaths(new EngineOptions { DataRoot = options.DataRoot }).InstanceName;

    // A panel that only this machine can reach answers to this machine's names only, which prevents DNS rebinding.
    private static void LimitHosts(ConfigurationManager configuration)
    {
        if (string.IsNullOrEmpty(configuration["AllowedHosts"]) && ListensOnLoopbackOnly(configuration["Urls"]))
            configuration["AllowedHosts"] = LoopbackHosts;
    }

    private static bool ListensOnLoopbackOnly(string? urls) => !string.IsNullOrEmpty(urls)
        && urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .All(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback);
}
