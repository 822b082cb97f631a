using Panel.Web.DockerApi.Hosting;
using Panel.Web.DockerApi.Volumes;

namespace Panel.Web.DockerApi;

/// <summary>The Docker Engine API in the panel.</summary>
public static class DockerApiConfiguration
{
    /// <summary>Serves it on the unix socket of the settings, once the engine has started.</summary>
    public static void AddPanelDockerApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<VolumeOperations>();
        builder.Services.AddSingleton<ContainerCallers>();
        builder.Services.AddSingleton<DockerApiHost>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DockerApiHost>());
    }
}
