using System.Security.Cryptography;
using System.Text;

namespace Panel.Web.DockerApi.Networks;

/// <summary>Ids that Docker's JSON has and the engine does not: 64 hexadecimal characters, derived from values that do not change.</summary>
internal static class NetworkIdentity
{
    /// <summary>Id of one of this engine's networks.</summary>
    public static string Network(string instance, string name) => Hash($"network {instance} {name}");

    /// <summary>Id of a container's endpoint in a network.</summary>
    public static string Endpoint(string containerId, string network) => Hash($"endpoint {containerId} {network}");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
