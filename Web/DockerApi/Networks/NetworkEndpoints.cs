using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Networks;

/// <summary>Networks: the three that every host has.</summary>
internal static class NetworkEndpoints
{
    public static async Task ListAsync(ApiCall call)
    {
        var filters = call.Filters("dangling", "driver", "id", "label", "name", "scope", "type");
        var dangling = filters.HasEmpty("dangling") ? null : filters.Truth("dangling");
        if (filters["type"].FirstOrDefault(type => type is not ("builtin" or "custom")) is { } unknown) throw ApiException.Bad($"The type '{unknown}' of a network must be builtin or custom.");
        List<NetworkModel> found = [];
        foreach (var network in await call.Engine.Networks.ListAsync(call.Ended))
        {
            var model = await ModelAsync(call, network, withContainers: false);
            // All networks are built in; nobody created one, so none is dangling or custom.
            if (filters.Found("name", model.Name) && filters.Any("id", id => model.Id.StartsWith(id, StringComparison.Ordinal))
                && filters.Any("driver", driver => driver == model.Driver) && filters.Any("scope", scope => scope == model.Scope)
                && !filters.HasEmpty("type") && filters.Any("type", type => type == "builtin") && filters.Labels(model.Labels) && dangling is not true) found.Add(model);
        }

        await call.JsonAsync(found, DockerJson.Answers.ListNetworkModel);
    }

    public static async Task InspectAsync(ApiCall call)
    {
        if (call.Query("scope") is { } scope and not "local") throw NotFound(call.Value("id"), $" in the scope {scope}");
        await call.JsonAsync(await ModelAsync(call, await FindAsync(call), withContainers: true), DockerJson.Answers.NetworkModel);
    }

    /// <summary>All networks are predefined ones, which Docker does not remove either.</summary>
    public static async Task RemoveAsync(ApiCall call) =>
        throw new ApiException(StatusCodes.Status403Forbidden, $"{(await FindAsync(call)).Name} is a pre-defined network and cannot be removed");

    /// <summary>There is nothing to prune; <c>docker system prune</c> calls it, too.</summary>
    public static async Task PruneAsync(ApiCall call)
    {
        call.Filters("label", "label!", "until");
        await call.JsonAsync(new NetworksPruned(null), DockerJson.Answers.NetworksPruned);
    }

    private static async Task<NetworkDetails> FindAsync(ApiCall call)
    {
        var (wanted, instance) = (call.Value("id"), call.Service<PanelOptions>().InstanceName());
        var networks = await call.Engine.Networks.ListAsync(call.Ended);
        return networks.FirstOrDefault(network => network.Name == wanted)
            ?? networks.FirstOrDefault(network => NetworkIdentity.Network(instance, network.Name).StartsWith(wanted, StringComparison.Ordinal))
            ?? throw NotFound(wanted, "");
    }

    private static ApiException NotFound(string name, string where) => new(StatusCodes.Status404NotFound, $"network {name} not found{where}");

    private static async Task<NetworkModel> ModelAsync(ApiCall call, NetworkDetails network, bool withContainers) => new()
    {
        Name = network.Name,
        Id = NetworkIdentity.Network(call.Service<PanelOptions>().InstanceName(), network.Name),
        Created = GoTime.Never,
        Driver = network.Driver,
        IPAM = new("default", null, network.Subnet.Length > 0 ? [new(network.Subnet, network.Gateway)] : []),
        Containers = withContainers ? await ContainersAsync(call, network) : [],
        Options = network.BridgeInterface.Length > 0 ? new() { ["com.docker.network.bridge.name"] = network.BridgeInterface } : [],
    };

    private static async Task<Dictionary<string, NetworkContainer>> ContainersAsync(ApiCall call, NetworkDetails network)
    {
        Dictionary<string, NetworkContainer> containers = [];
        foreach (var container in await call.Engine.Containers.ListAsync(new ContainerFilter { All = false, Networks = [network.Name] }, call.Ended))
        {
            var details = await call.Engine.Containers.InspectAsync(container.Id, call.Ended);
            if (details.Endpoints.FirstOrDefault(endpoint => endpoint.Network == network.Name) is not { } endpoint) continue;
            containers[container.Id] = new(
                container.Name, NetworkIdentity.Endpoint(container.Id, network.Name), endpoint.MacAddress, endpoint.Address.Length > 0 ? $"{endpoint.Address}/{endpoint.PrefixLength}" : "", "");
        }

        return containers;
    }
}
