using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Networks;

/// <summary>The default bridge network: its bridge, its addresses and the ports it publishes on the host.</summary>
public sealed class NetworkManager(NetworkSettings settings, ILogger<NetworkManager> logger) : INetworks, IAsyncDisposable
{
    /// <summary>Brings bridge, sysctls and nftables table to what the live leases need; drops what belongs to none of them.</summary>
    public Task StartAsync(IReadOnlyCollection<EndpointLease> live, CancellationToken cancellationToken = default)
    {
        _ = (settings, logger, live, cancellationToken);
        return Task.CompletedTask;
    }

    /// <summary>Reserves an address and the host's ports for a container that is about to start.</summary>
    /// <exception cref="ConflictException">A port is taken.</exception>
    public EndpointLease Allocate(string containerId, IReadOnlyList<PortBinding> ports) => throw new NotSupportedException(containerId + ports.Count);

    /// <summary>Makes the lease's ports reachable.</summary>
    public Task PublishAsync(EndpointLease lease, CancellationToken cancellationToken = default) => StartAsync([], default);

    /// <summary>Takes back the ports, the link and the address; does nothing the second time.</summary>
    public Task ReleaseAsync(EndpointLease lease, CancellationToken cancellationToken = default) => StartAsync([], default);

    /// <summary>Removes the bridge and the table, for uninstalling and for tests.</summary>
    public Task RemoveAllAsync(CancellationToken cancellationToken = default) => StartAsync([], default);

    /// <inheritdoc />
    public Task<IReadOnlyList<NetworkDetails>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<NetworkDetails>>([]);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
