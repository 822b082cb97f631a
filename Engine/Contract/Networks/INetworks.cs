namespace Panel.Engine.Contract;

/// <summary>Networks that containers join.</summary>
public interface INetworks
{
    /// <summary>Lists networks by name.</summary>
    Task<IReadOnlyList<NetworkDetails>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Present problems on the host's side of the networks, one sentence each; empty when all is well.</summary>
    Task<IReadOnlyList<string>> GetProblemsAsync(CancellationToken cancellationToken = default);
}

/// <summary>A network.</summary>
/// <param name="Name">Name, such as bridge.</param>
/// <param name="Driver">bridge, host or null, in Docker's words.</param>
/// <param name="Subnet">IPv4 subnet such as <c>172.30.0.0/16</c>; empty without one.</param>
/// <param name="Gateway">IPv4 address of the bridge; empty without one.</param>
/// <param name="BridgeInterface">Interface on the host; empty without one.</param>
public sealed record NetworkDetails(string Name, string Driver, string Subnet, string Gateway, string BridgeInterface);
