using Panel.Engine.Contract;
using Panel.Engine.Native.Ranges;
using Panel.Engine.Native.Security;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    public Task<IReadOnlyList<ContainerSummary>> ListAsync(ContainerFilter? filter = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        filter ??= new ContainerFilter();
        var ancestors = filter.Ancestors.Select(ImageIdOrNull).OfType<string>().ToHashSet(StringComparer.Ordinal);
        List<ContainerSummary> rows = [];
        foreach (var container in _registry.All)
        {
            if (ContainerFilterMatch.Matches(container, filter, ancestors)) rows.Add(container.Summary);
        }
        rows.Sort(static (a, b) => b.CreatedAt.CompareTo(a.CreatedAt));
        if (filter.Limit is { } limit && limit >= 0 && rows.Count > limit) rows.RemoveRange(limit, rows.Count - limit);
        return Task.FromResult<IReadOnlyList<ContainerSummary>>(rows);
    }

    private string? ImageIdOrNull(string ancestor)
    {
        try
        {
            return _services.Images.Resolve(ancestor).Id;
        }
        catch (EngineException)
        {
            // A removed image has no containers, or only containers that name it the same way.
            return null;
        }
    }

    public IAsyncEnumerable<ContainerListUpdate> WatchAsync(CancellationToken cancellationToken = default) => _watchers.WatchAsync(cancellationToken);

    public Task<ContainerDetails> InspectAsync(string idOrName, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var container = _registry.Find(idOrName);
        var (config, state) = (container.Config, container.State);
        return Task.FromResult(new ContainerDetails
        {
            Summary = container.Summary,
            Spec = config.Spec,
            Hostname = NamesOf(container).Hostname,
            Domainname = NamesOf(container).Domainname ?? "",
            Process = config.Process,
            HealthCheck = config.HealthCheck,
            Mounts = [.. config.Mounts.Select(mount => mount with { HostPath = mount.Kind == MountKind.Volume ? _services.Paths.VolumeData(mount.Source!) : mount.Source })],
            Endpoints = [SummaryOf.Endpoint(config, state)],
            LogPath = config.Spec.LogDriver == LogDrivers.None ? "" : _services.Paths.ContainerLog(config.Id),
            UserNamespaceBase = config.UserNamespaceBase,
            ExecIds = [.. _execs.Of(container).Where(exec => exec is { EndedAt: null, IsProbe: false }).Select(exec => exec.Id)],
            UserNamespaceSize = config.UserNamespaceBase is null ? null : UserNamespaceRanges.Size,
            Security = SecurityReport.Of(config.Spec, config.Mounts, config.UserNamespaceBase is not null, CgroupAccessOf.Of(config)),
        });
    }

    // From its first start on, a container in another container's network has the other's names.
    private (string Hostname, string? Domainname) NamesOf(Container container)
    {
        var config = container.Config;
        return container.State.StartedAt is not null && NamespaceMode.Parse(ShimSpecOf.AskedNetwork(config.Spec)) is { Kind: NamespaceModeKind.Container } mode && _registry.ById(mode.Container) is { } owner
            ? NamesOf(owner) : (ShimSpecOf.Hostname(config), config.Spec.Domainname);
    }

    public async Task<ContainerExit> WaitAsync(string idOrName, WaitCondition condition = WaitCondition.NotRunning, CancellationToken cancellationToken = default)
    {
        Container container;
        try
        {
            container = _registry.Find(idOrName);
        }
        catch (ObjectNotFoundException) when (_autoRemoved.Find(idOrName) is { } known)
        {
            return known;
        }
        if (condition == WaitCondition.Removed) return await container.Removed.WaitAsync(cancellationToken);
        // Taken before the state is read, so that an exit in between is not missed.
        var exit = container.NextExit;
        if (condition == WaitCondition.NotRunning && !container.IsRunning && !container.IsSettling && container.State.Status != ContainerStatus.Restarting) return container.LastExit;
        return await exit.WaitAsync(cancellationToken);
    }
}
