using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;
using MudBlazor.Services;
using Panel.Web.Configuration;
using Panel.Web.Door;
using Panel.Web.Features.Containers;
using Panel.Web.Features.Containers.Recreation;
using Panel.Web.Features.Dashboard.Attention;
using Panel.Web.Features.Files;
using Panel.Web.Features.Images;
using Panel.Web.Features.Images.Transfers;
using Panel.Web.Features.Images.Updates;
using Panel.Web.Features.Recordings;
using Panel.Web.Features.Registries;
using Panel.Web.Features.Terminals;
using Panel.Web.Jobs;
using Panel.Web.Schedules;
using Panel.Web.Secrets;

namespace Panel.Web.Components;

/// <summary>The services of the pages.</summary>
public static class UiServices
{
    /// <summary>Adds MudBlazor and the pages' operations.</summary>
    public static IServiceCollection AddPanelPages(this IServiceCollection services)
    {
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            options.SnackbarConfiguration.PreventDuplicates = true;
            options.SnackbarConfiguration.VisibleStateDuration = 6000;
        });
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<ContainerLaunch>();
        services.AddScoped<ContainerActions>();
        services.AddScoped<IAttentionSource, ContainerAttention>();
        services.AddScoped<IAttentionSource, NetworkAttention>();
        services.AddScoped<IAttentionSource, ProblemAttention>();
        services.AddScoped<IAttentionSource, DiskAttention>();
        services.AddScoped<IAttentionSource, UpdateAttention>();
        services.AddScoped<ContainerRecreation>();
        services.AddScoped<MissingImages>();
        services.AddSingleton<RecordingStore>();
        services.AddScoped<RecordingOperations>();
        services.AddSingleton<RecordingKeeper>();
        services.AddSingleton(provider => provider.GetRequiredService<RecordingKeeper>().Schedule);
        services.AddSingleton<TerminalSessions>();
        services.AddHostedService(provider => provider.GetRequiredService<TerminalSessions>());
        services.AddScoped<RemoveContainers>();
        services.TryAddSingleton<IBaseImages, NativeBaseImages>();
        services.AddScoped<ImageOperations>();
        services.AddSingleton<SecretStore>();
        services.AddSingleton<StoredRegistries>();
        services.AddScoped<RegistryOperations>();
        services.AddScoped<BaseImageMaking>();
        services.AddSingleton<ImageTransfers>();
        services.AddSingleton(ImageTransfers.PullKind);
        services.AddSingleton(ImageTransfers.PushKind);
        services.AddPanelJobs();
        services.AddPanelSchedules();
        services.AddSingleton<UpdateFile>();
        services.AddSingleton<ImageUpdates>();
        services.AddScoped<ImageUpdateOperations>();
        services.AddTransient<NewerImages>();
        services.AddSingleton(provider => ImageUpdateWatch.Schedule(provider.GetRequiredService<ImageUpdates>(), provider.GetRequiredService<PanelOptions>()));
        return services;
    }
}
