using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Network and user namespace of a new container.</summary>
internal static class SpecNetwork
{
    /// <summary>The network mode, and the mode that was named although the network is disabled.</summary>
    /// <exception cref="ApiException">There is no such network.</exception>
    public static (string Mode, string? Disabled) Modes(ContainerCreateRequest request, HostConfig host) =>
        Mode(request, host) is var mode && request.NetworkDisabled is true ? ("none", mode) : (mode, null);

    private static string Mode(ContainerCreateRequest request, HostConfig host)
    {
        var mode = host.NetworkMode is null or "" or "default" ? "bridge" : host.NetworkMode;
        foreach (var endpoint in request.NetworkingConfig?.EndpointsConfig?.Keys.Where(key => key != "default" && key != mode) ?? [])
            throw Unknown(endpoint);
        return ContainerNetworks.Names.Contains(mode) || ContainerNetworks.IsOfAnother(mode) ? mode : throw Unknown(mode);
    }

    /// <exception cref="ApiException">The mode is unknown.</exception>
    public static UserNamespaceMode UserNamespace(HostConfig host) => host.UsernsMode switch
    {
        "host" => UserNamespaceMode.Host,
        null or "" or "private" => UserNamespaceMode.Private,
        var mode => throw ApiException.Bad($"The user namespace mode '{mode}' must be host, or empty for one of its own."),
    };

    // Not 404: clients would blame the image, pull it and create again.
    private static ApiException Unknown(string name) => ContainerNetworks.Names.Contains(name)
        ? ApiException.Lacking($"The panel's engine cannot put a container into several networks yet, here also into {name}.")
        : ApiException.Bad($"network {name} not found");
}
