using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Network and user namespace of a new container.</summary>
internal static class SpecNetwork
{
    /// <exception cref="ApiException">There is no such network.</exception>
    public static string Mode(ContainerCreateRequest request, HostConfig host)
    {
        if (request.NetworkDisabled is true) return "none";
        var mode = host.NetworkMode is null or "" or "default" ? "bridge" : host.NetworkMode;
        if (mode.StartsWith("container:", StringComparison.Ordinal)) throw ApiException.Lacking("The panel's engine does not let a container join another one's network yet.");
        foreach (var endpoint in request.NetworkingConfig?.EndpointsConfig?.Keys.Where(key => key != "default" && key != mode) ?? [])
            throw Unknown(endpoint);
        return ContainerNetworks.Names.Contains(mode) ? mode : throw Unknown(mode);
    }

    /// <summary>The host's network is of no use to a container whose root is nobody there; Docker's users expect it to work.</summary>
    public static UserNamespaceMode UserNamespace(HostConfig host, string network, List<string> warnings)
    {
        switch (host.UsernsMode)
        {
            case "host":
                return UserNamespaceMode.Host;
            case null or "" or "private":
                if (network != "host") return UserNamespaceMode.Private;
                warnings.Add("With the host's network the container has no user namespace: its root is the host's root, held back by capabilities and seccomp only.");
                return UserNamespaceMode.Host;
            default:
                throw ApiException.Bad($"The user namespace mode '{host.UsernsMode}' must be host, or empty for one of its own.");
        }
    }

    private static ApiException Unknown(string name) => ContainerNetworks.Names.Contains(name)
        ? ApiException.Lacking($"A container in several networks, here also in {name}, is more than the panel's engine has yet.")
        : new(StatusCodes.Status404NotFound, $"network {name} not found");
}
