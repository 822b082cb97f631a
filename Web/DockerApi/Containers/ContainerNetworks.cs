using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Networks;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Converts networks to the forms in Docker's JSON.</summary>
internal sealed class ContainerNetworks(string instance)
{
    /// <summary>Names of the engine's networks.</summary>
    public static readonly string[] Names = ["bridge", "host", "none"];

    /// <summary>Whether the mode is <c>container:NAME</c>.</summary>
    public static bool IsOfAnother(string mode) => mode.StartsWith("container:", StringComparison.Ordinal);

    public static ContainerNetworks Of(ApiCall call) => new(call.Service<PanelOptions>().InstanceName());

    /// <summary>The container's endpoint in each of its networks.</summary>
    public Dictionary<string, EndpointModel> Endpoints(ContainerDetails details) => details.Spec.DisabledNetworkMode is not null ? [] : details.Endpoints.Where(endpoint => !IsOfAnother(endpoint.Network)).ToDictionary(endpoint => endpoint.Network, endpoint => new EndpointModel
    {
        MacAddress = endpoint.MacAddress,
        // Docker reports the network only after the first start.
        NetworkID = details.Summary.State.StartedAt is null ? "" : NetworkIdentity.Network(instance, endpoint.Network),
        EndpointID = endpoint.Address.Length > 0 ? NetworkIdentity.Endpoint(details.Summary.Id, endpoint.Network) : "",
        Gateway = endpoint.Gateway,
        IPAddress = endpoint.Address,
        IPPrefixLen = endpoint.PrefixLength,
    });

    /// <summary>The network settings of inspect.</summary>
    public NetworkSettingsModel Settings(ContainerDetails details)
    {
        var endpoints = Endpoints(details);
        var first = endpoints.GetValueOrDefault("bridge");
        return new()
        {
            SandboxID = details.Summary.State.IsRunning ? NetworkIdentity.Endpoint(details.Summary.Id, "sandbox") : "",
            SandboxKey = details.Summary.State.Pid > 0 ? $"/proc/{details.Summary.State.Pid}/ns/net" : "",
            Ports = details.Summary.State.IsRunning ? ContainerPorts.InUse(details.Summary.Ports) : [],
            EndpointID = first?.EndpointID ?? "",
            Gateway = first?.Gateway ?? "",
            IPAddress = first?.IPAddress ?? "",
            IPPrefixLen = first?.IPPrefixLen ?? 0,
            MacAddress = first?.MacAddress ?? "",
            Networks = endpoints,
        };
    }
}
