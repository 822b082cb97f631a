using Panel.Engine.Contract;
using Panel.Engine.Native;
using Panel.Web.Door;

namespace Panel.Web.Configuration;

/// <summary>Creates the engine. Tests replace this with one that creates a fake.</summary>
public delegate Task<IContainerEngine> EngineFactory(IServiceProvider services, CancellationToken cancellationToken);

/// <summary>Adds the engine to the panel.</summary>
public static class EngineConfiguration
{
    /// <summary>Registers the engine and the door before it, available once <see cref="EngineHost"/> has started it.</summary>
    public static void AddPanelEngine(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EngineFactory>(StartNativeAsync);
        builder.Services.AddSingleton<EngineHost>();
        builder.Services.AddEngineDoor(services => services.GetRequiredService<EngineHost>().Engine);
        builder.Services.AddSingleton<HostGoesDown>(HostShutdown.AskSystemdAsync);
        builder.Services.AddHostedService<HostShutdown>();
        builder.Services.AddSingleton<IResidentMemory, ResidentMemory>();
        builder.Services.AddHostedService<IdleMemory>();
    }

    private static async Task<IContainerEngine> StartNativeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new StartUpException("The panel must run as root, because its engine makes namespaces and mounts; start it with sudo.");
        var panel = services.GetRequiredService<PanelOptions>();
        var options = new EngineOptions
        {
            DataRoot = panel.DataRoot,
            RunRoot = panel.RunRoot,
            ShimPath = ShimLocator.Find(panel.ShimPath),
            DefaultLogRotation = new LogRotation(panel.Logs.MaxBytes, panel.Logs.MaxFiles),
            BridgeName = panel.Network.Bridge,
            Subnet = panel.Network.Subnet,
            Registries = panel.Registries,
            MaxLayerBytes = panel.Images.MaxLayerBytes,
            UserNamespaceDefault = panel.UserNamespaces,
        };
        return await NativeEngine.StartAsync(options, services.GetRequiredService<ILoggerFactory>(), cancellationToken);
    }
}
