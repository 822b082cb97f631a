using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Network and user namespace of a new container.</summary>
internal static class SpecNetwork
{
    /// <summary>The mode, and the one that is named in vain where the network is disabled.</summary>
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

    /// <exception cref="ApiException">The mode is none.</exception>
    public static UserNamespaceMode UserNamespace(HostConfig host) => host.UsernsMode switch
    {
        "host" => UserNamespaceMode.Host,
        null or "" or "private" => UserNamespaceMode.Private,
        var mode => throw ApiException.Bad($"The user namespace mode '{mode}' must be host, or empty for one of its own."),
    };

    // Not 404: clients take that for the image's sake, pull, and create again.
    private static ApiException Unknown(string name) => ContainerNetworks.Names.Contains(name)
        ? ApiException.Lacking($"A container in several networks, here also in {name}, is more than the panel's engine has yet.")
        : ApiException.Bad($"network {name} not found");
}
