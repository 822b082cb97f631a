using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;
using MudBlazor.Services;
using Panel.Web.Features.Containers;
using Panel.Web.Features.Images;

namespace Panel.Web.Components;

/// <summary>What the pages need.</summary>
public static class UiServices
{
    /// <summary>Adds MudBlazor and the operations of the pages.</summary>
    public static IServiceCollection AddPanelPages(this IServiceCollection services)
    {
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            options.SnackbarConfiguration.PreventDuplicates = true;
            options.SnackbarConfiguration.VisibleStateDuration = 6000;
        });
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<ContainerOperations>();
        services.AddScoped<ContainerActions>();
        services.AddScoped<RemoveContainers>();
        services.TryAddSingleton<IBaseImages, NativeBaseImages>();
        services.AddScoped<ImageOperations>();
        services.AddScoped<BaseImageMaking>();
        return services;
    }
}
