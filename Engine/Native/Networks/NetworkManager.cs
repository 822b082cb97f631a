using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Linux.NetFilter;
using Panel.Engine.Linux.Netlink;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Networks;

/// <summary>The default bridge network: its bridge, addresses and published host ports.</summary>
/// <remarks>Every change is a few system calls that take less than a millisecond, so changes run under a lock and on the caller's thread.</remarks>
public sealed class NetworkManager : INetworks, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, EndpointLease> _leases = [];
    private readonly NetworkSettings _settings;
    private readonly ILogger<NetworkManager> _logger;
    private readonly string _bridge;
    private readonly HostNetwork _host;
    private readonly PortTable _ports;
    private readonly PortConflict _conflict;
    private readonly LinkRemoval _removal;
    private readonly NetworkHealth _health;
    private readonly HashSet<string> _published = [];
    private NetworkWatch? _watch;
    private AddressPool? _addresses;
    private Ipv4Subnet _subnet;
    private int _mtu;

    /// <summary>Opens the kernel's sockets; changes nothing yet.</summary>
    public NetworkManager(NetworkSettings settings, ILogger<NetworkManager> logger, TimeProvider? time = null)
    {
        (_settings, _logger) = (settings, logger);
        _bridge = settings.BridgeName ?? settings.InstanceName + "0";
        _host = new HostNetwork(settings.InstanceName, _bridge, settings, logger);
        _health = new NetworkHealth(_host, settings.InstanceName, _bridge, time ?? TimeProvider.System, logger);
        _ports = new PortTable(_host.IsFree);
        _conflict = new PortConflict(settings.NamespacePath);
        _removal = new LinkRemoval(settings.NamespacePath, logger);
    }

    /// <summary>The host's IPv4 address on the bridge.</summary>
    /// <exception cref="InvalidOperationException">The network has not been started.</exception>
    public string Gateway => Ipv4Subnet.ToAddress((_addresses ?? throw new InvalidOperationException("The network has not been started.")).Gateway).ToString();

    /// <summary>Sets up the bridge, sysctls and nftables table for the live leases, and removes everything else.</summary>
    public Task StartAsync(IReadOnlyCollection<EndpointLease> live, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            Guard("start the network", () => Start(live));
            _watch ??= new NetworkWatch(_settings.NamespacePath, LookAround, _logger);
            _logger.Started(_bridge, _subnet, live.Count);
        }
        return Task.CompletedTask;
    }

    /// <summary>Reserves an address and the host ports for a container that is about to start.</summary>
    /// <param name="containerId">Full id of the container.</param>
    /// <param name="ports">Ports to publish.</param>
    /// <param name="nameOf">Returns a container's name by its full id, for the error message; null when there is none.</param>
    /// <exception cref="ConflictException">A port is taken; the message says by whom.</exception>
    public EndpointLease Allocate(string containerId, IReadOnlyList<PortBinding> ports, Func<string, string?>? nameOf = null)
    {
        try
        {
            return Reserve(containerId, ports);
        }
        catch (PortTakenException taken)
        {
            // Outside the lock, because it searches all processes of the host.
            throw _conflict.Explain(taken, containerId, nameOf ?? (_ => null));
        }
    }

    /// <summary>Says who has one of a lease's ports, which its shim could not bind; null when all are free by now.</summary>
    public string? ExplainTaken(EndpointLease lease, Func<string, string?> nameOf) => _conflict.Explain(lease.Ports, nameOf);

    private EndpointLease Reserve(string containerId, IReadOnlyList<PortBinding> ports)
    {
        lock (_lock)
        {
            var pool = _addresses ?? throw new InvalidOperationException("The network has not been started.");
            _health.CheckForStart(Plan);
            var published = _ports.Take(containerId, ports);
            try
            {
                var address = Ipv4Subnet.ToAddress(pool.Take());
                var lease = new EndpointLease
                {
                    ContainerId = containerId,
                    Bridge = _bridge,
                    // New at each start: the kernel removes the former one some time after the container's namespace.
                    HostInterface = "veth" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5)),
                    Address = address.ToString(),
                    PrefixLength = _subnet.PrefixLength,
                    Gateway = Ipv4Subnet.ToAddress(pool.Gateway).ToString(),
                    MacAddress = MacAddress.Text(address),
                    Mtu = _mtu,
                    Ports = published,
                };
                _leases.Add(lease.HostInterface, lease);
                return lease;
            }
            catch
            {
                _ports.Free(published);
                throw;
            }
        }
    }

    /// <summary>Makes the lease's ports reachable.</summary>
    public Task PublishAsync(EndpointLease lease, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var elements = Elements(lease);
            _published.Add(lease.HostInterface);
            if (elements.Count == 0) return Task.CompletedTask;
            Guard("publish ports", () =>
            {
                if (!_host.TryAdd(elements)) _health.Repair(NetworkFaults.Rules, Plan);
                _host.ForgetFlows(elements, IPAddress.Parse(lease.Address));
            });
        }
        return Task.CompletedTask;
    }

    /// <summary>Releases the ports and the link; a second call does nothing. The ports are free at once. The address is free when the link
    /// is gone, about 20 ms later: see <see cref="LinkRemoval"/>.</summary>
    public Task ReleaseAsync(EndpointLease lease, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_leases.ContainsKey(lease.HostInterface)) return Task.CompletedTask;
            var elements = Elements(lease);
            _published.Remove(lease.HostInterface);
            Guard("release the network", () =>
            {
                if (elements.Count > 0)
                {
                    _host.Delete(elements);
                    _host.ForgetFlows(elements, IPAddress.Parse(lease.Address));
                }
            });
            _leases.Remove(lease.HostInterface);
            _ports.Free(lease.Ports);
            _removal.Add(lease.HostInterface, () => Free(lease));
        }
        return Task.CompletedTask;
    }

    /// <summary>Completes when the links of everything released so far are gone.</summary>
    public Task SettleAsync(CancellationToken cancellationToken = default) => _removal.SettleAsync(cancellationToken);

    /// <summary>Removes the bridge and the table, and restores the switches that were turned on for them.</summary>
    public Task RemoveAllAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _addresses = null;
            Guard("remove the network", _host.RemoveAll);
        }
        return Task.CompletedTask;
    }

    /// <summary>The same, unless a container uses the network; the next start sets it up again.</summary>
    public async Task RemoveUnusedAsync(CancellationToken cancellationToken = default)
    {
        await _removal.SettleAsync(cancellationToken);
        lock (_lock)
        {
            // A container that this engine does not know may be on the bridge.
            if (_leases.Count > 0 || _addresses is null || _host.HasLinks) return;
        }
        await RemoveAllAsync(cancellationToken);
    }

    /// <summary>Logs what could not be removed from the host.</summary>
    internal void LogLeftBehind(Exception error) => _logger.LeftBehind(error);

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> GetProblemsAsync(CancellationToken cancellationToken = default) => Task.FromResult(Problems);

    /// <summary>Present problems on the host's side, one sentence each.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_lock) return _health.Problems;
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<NetworkDetails>> ListAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var started = _addresses is not null;
            var gateway = started ? Ipv4Subnet.ToAddress(_subnet.Network + 1).ToString() : "";
            return Task.FromResult<IReadOnlyList<NetworkDetails>>(
            [
                new NetworkDetails("bridge", "bridge", started ? _subnet.ToString() : "", gateway, _bridge),
                new NetworkDetails("host", "host", "", "", ""),
                new NetworkDetails("none", "null", "", "", ""),
            ]);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _watch?.Dispose();
        await _removal.DisposeAsync();
        lock (_lock) _host.Dispose();
    }

    private void Free(EndpointLease lease)
    {
        lock (_lock) _addresses?.Free(Ipv4Subnet.ToNumber(IPAddress.Parse(lease.Address)));
    }

    private void Start(IReadOnlyCollection<EndpointLease> live)
    {
        _subnet = ChooseSubnet(live);
        _mtu = _host.UplinkMtu();
        foreach (var lease in live)
        {
            _leases[lease.HostInterface] = lease;
            _published.Add(lease.HostInterface);
        }
        _host.Put(NetworkFaults.All, Plan);
        _host.RemoveAbandonedTables();
        _host.RemoveLinksExcept(live.Select(lease => lease.HostInterface).ToHashSet());
        if (_host.ForwardingIsFiltered()) _logger.ForwardingFiltered(_bridge);
        if (_host.Unguarded is { } warning) _logger.NetworkUnguarded(warning);
        _addresses = new AddressPool(_subnet);
        foreach (var lease in live)
        {
            _ports.Mark(lease.ContainerId, lease.Ports);
            _addresses.Mark(Ipv4Subnet.ToNumber(IPAddress.Parse(lease.Address)));
        }
    }

    private NetworkPlan Plan => new(_subnet, _published, _leases.Values.Where(lease => _published.Contains(lease.HostInterface)).SelectMany(Elements), _leases.Values.SelectMany(Elements));

    private TimeSpan LookAround()
    {
        lock (_lock)
        {
            if (_addresses is null) return _settings.CheckInterval;
            var wait = _health.LookAround(Plan);
            return wait > TimeSpan.Zero && wait < _settings.CheckInterval ? wait : _settings.CheckInterval;
        }
    }

    private Ipv4Subnet ChooseSubnet(IReadOnlyCollection<EndpointLease> live)
    {
        var file = _settings.StateDirectory + "/bridge.json";
        var wanted = _settings.Subnet is { } text ? SubnetChooser.Parse(text) : (Ipv4Subnet?)null;
        if (live.FirstOrDefault() is { } lease)
        {
            var kept = new Ipv4Subnet(IPAddress.Parse(lease.Address), lease.PrefixLength);
            if (wanted is { } other && other != kept) _logger.SubnetKept(kept, other);
            return kept;
        }
        var used = _host.UsedSubnets();
        if (wanted is { } configured)
        {
            if (used.Any(configured.Overlaps)) throw new ConflictException($"The configured subnet {configured} overlaps with an address or route of this host.");
            return configured;
        }
        var recorded = Recorded(file);
        if (recorded is { } free && !used.Any(free.Overlaps)) return free;
        var chosen = SubnetChooser.Choose(used);
        new BridgeRecord(chosen.ToString()).Write(file);
        if (recorded is { } moved) _logger.SubnetMoved(moved, chosen);
        return chosen;
    }

    // An unreadable file says nothing: the panel chooses a new subnet, and live containers keep theirs through their leases.
    private Ipv4Subnet? Recorded(string file)
    {
        try
        {
            if (BridgeRecord.Read(file) is not { } record) return null;
            if (Ipv4Subnet.TryParse(record.Subnet, out var subnet)) return subnet;
            throw new DamagedStateException(file, $"{record.Subnet} is not a subnet");
        }
        catch (DamagedStateException damage)
        {
            var aside = DamagedFile.SetAside(file);
            var remedy = $"The file is kept as {aside}; delete it once you no longer need it.";
            _settings.Problems?.Add(file, $"{damage.Message}. The panel chose a new subnet for {_bridge}", remedy);
            _logger.BridgeRecordDamaged(aside, damage);
            return null;
        }
    }

    private static List<PortElement> Elements(EndpointLease lease)
    {
        var address = IPAddress.Parse(lease.Address);
        return [.. lease.Ports.Select(port => new PortElement(
            port.Protocol == PortProtocol.Tcp ? (byte)6 : (byte)17,
            port.HostAddress == "0.0.0.0" ? null : IPAddress.Parse(port.HostAddress), port.HostPort, address, port.ContainerPort))];
    }

    private static void Guard(string operation, Action action)
    {
        try
        {
            action();
        }
        catch (NetlinkException error)
        {
            throw new EngineFailureException(error.Message, operation, error.Errno, error);
        }
        catch (NftablesException error)
        {
            // libnftables reports many lines in its own language; they go into the log as the inner exception.
            throw new EngineFailureException("The rules of the containers' network cannot be changed; the panel's log has what nftables says.", operation, 0, error);
        }
    }
}
