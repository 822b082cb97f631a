using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>A container's networks.</summary>
internal sealed class NetworkSettingsModel
{
    public string Bridge { get; set; } = "";
    public string SandboxID { get; set; } = "";
    public string SandboxKey { get; set; } = "";
    public required Dictionary<string, List<HostPort>?> Ports { get; set; }
    public bool HairpinMode { get; set; }
    public string LinkLocalIPv6Address { get; set; } = "";
    public int LinkLocalIPv6PrefixLen { get; set; }
    public List<string>? SecondaryIPAddresses { get; set; }
    public List<string>? SecondaryIPv6Addresses { get; set; }
    public string EndpointID { get; set; } = "";
    public required string Gateway { get; set; }
    public string GlobalIPv6Address { get; set; } = "";
    public int GlobalIPv6PrefixLen { get; set; }
    public required string IPAddress { get; set; }
    public int IPPrefixLen { get; set; }
    public string IPv6Gateway { get; set; } = "";
    public required string MacAddress { get; set; }
    public required Dictionary<string, EndpointModel> Networks { get; set; }
}

/// <summary>A container's endpoint in a network.</summary>
internal sealed class EndpointModel
{
    public Empty? IPAMConfig { get; set; }
    public List<string>? Links { get; set; }
    public List<string>? Aliases { get; set; }
    public required string MacAddress { get; set; }
    public Dictionary<string, string>? DriverOpts { get; set; }
    public int GwPriority { get; set; }
    public required string NetworkID { get; set; }
    public required string EndpointID { get; set; }
    public required string Gateway { get; set; }
    public required string IPAddress { get; set; }
    public int IPPrefixLen { get; set; }
    public string IPv6Gateway { get; set; } = "";
    public string GlobalIPv6Address { get; set; } = "";
    public int GlobalIPv6PrefixLen { get; set; }
    public List<string>? DNSNames { get; set; }
}

/// <summary>A network.</summary>
internal sealed class NetworkModel
{
    public required string Name { get; set; }
    public required string Id { get; set; }
    public required string Created { get; set; }
    public string Scope { get; set; } = "local";
    public required string Driver { get; set; }
    public bool EnableIPv4 { get; set; } = true;
    public bool EnableIPv6 { get; set; }
    public required IpamModel IPAM { get; set; }
    public bool Internal { get; set; }
    public bool Attachable { get; set; }
    public bool Ingress { get; set; }
    public ConfigFrom ConfigFrom { get; set; } = new("");
    public bool ConfigOnly { get; set; }

    public required Dictionary<string, NetworkContainer> Containers { get; set; }
    public required Dictionary<string, string> Options { get; set; }
    public Dictionary<string, string> Labels { get; set; } = [];
}

/// <summary>A network's address management.</summary>
internal sealed record IpamModel(string Driver, Dictionary<string, string>? Options, List<IpamConfig> Config);

/// <summary>A subnet of a network.</summary>
internal sealed record IpamConfig(string Subnet, string Gateway);

/// <summary>The network whose settings another one uses; never set here.</summary>
internal sealed record ConfigFrom(string Network);

/// <summary>A container in a network.</summary>
internal sealed record NetworkContainer(string Name, string EndpointID, string MacAddress, string IPv4Address, string IPv6Address);

/// <summary>The answer to a prune of networks.</summary>
internal sealed record NetworksPruned(List<string>? NetworksDeleted);

/// <summary>The answer to a prune of the build cache.</summary>
internal sealed record BuildCachePruned(List<string>? CachesDeleted, long SpaceReclaimed);
