using Microsoft.Extensions.DependencyInjection.Extensions;
using Panel.Engine.Contract;
using Panel.Web.Door.Guarded;
using Panel.Web.Operations;

namespace Panel.Web.Door;

/// <summary>Puts the door before the engine.</summary>
public static class DoorConfiguration
{
    /// <summary>Registers the engine of each actor under <see cref="IContainerEngine"/>; nothing else is registered under that name.</summary>
    /// <param name="services">The panel's services.</param>
    /// <param name="system">Gives the engine behind the door.</param>
    public static void AddEngineDoor(this IServiceCollection services, Func<IServiceProvider, IContainerEngine> system)
    {
        services.AddSingleton(provider => new SystemEngine(() => system(provider)));
        services.AddSingleton<ContainerResources>();
        services.AddScoped<OperationGate>();
        services.AddScoped<EngineDoor>();
        services.AddScoped<IContainerEngine, GuardedEngine>();
    }
}
