using Panel.Web.DockerApi.Hosting;
using Panel.Web.DockerApi.Volumes;

namespace Panel.Web.DockerApi;

/// <summary>Adds the Docker Engine API to the panel.</summary>
public static class DockerApiConfiguration
{
    /// <summary>Serves the API on the configured unix socket once the engine has started.</summary>
    public static void AddPanelDockerApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ContainerCallers>();
        builder.Services.AddSingleton<DockerApiHost>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DockerApiHost>());
    }
}
