using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Execs;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Ranges;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.Specs;

namespace Panel.Engine.Native.Queries;

/// <summary>Lists containers, describes them, and waits for their ends.</summary>
internal sealed class ContainerQueries(
    ContainerRegistry registry, ContainerWatchers watchers, ExecRegistry execs, ImageStore images, AutoRemovedExits exits, EnginePaths paths)
{
    public Task<IReadOnlyList<ContainerSummary>> ListAsync(ContainerFilter? filter = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        filter ??= new ContainerFilter();
        var ancestors = filter.Ancestors.Select(ImageIdOrNull).OfType<string>().ToHashSet(StringComparer.Ordinal);
        List<ContainerSummary> rows = [];
        foreach (var container in registry.All)
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
            return images.Resolve(ancestor).Id;
        }
        catch (EngineException)
        {
            // A removed image has no containers, or only containers that name it the same way.
            return null;
        }
    }

    public IAsyncEnumerable<ContainerListUpdate> WatchAsync(CancellationToken cancellationToken = default) => watchers.WatchAsync(cancellationToken);

    public Task<ContainerDetails> InspectAsync(string idOrName, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var container = registry.Find(idOrName);
        var (config, state) = (container.Config, container.State);
        return Task.FromResult(new ContainerDetails
        {
            Summary = container.Summary,
            Spec = config.Spec,
            Hostname = NamesOf(container).Hostname,
            Domainname = NamesOf(container).Domainname ?? "",
            Process = config.Process,
            HealthCheck = config.HealthCheck,
            Mounts = [.. config.Mounts.Select(mount => mount with { HostPath = HostPath(mount) })],
            Endpoints = [SummaryOf.Endpoint(config, state)],
            LogPath = config.Spec.LogDriver == LogDrivers.None ? "" : paths.ContainerLog(config.Id),
            UserNamespaceBase = config.UserNamespaceBase,
            ExecIds = [.. execs.Of(container).Where(exec => exec is { EndedAt: null, IsProbe: false }).Select(exec => exec.Id)],
            UserNamespaceSize = config.UserNamespaceBase is null ? null : UserNamespaceRanges.Size,
            Security = SecurityReport.Of(config.Spec, config.Mounts, config.UserNamespaceBase is not null, CgroupAccessOf.Of(config)),
        });
    }

    private string? HostPath(MountSpec mount) => mount.Kind == MountKind.Volume ? paths.VolumeData(mount.Source!) : mount.Source;

    // From its first start on, a container in another container's network has the other's names.
    private (string Hostname, string? Domainname) NamesOf(Container container)
    {
        var config = container.Config;
        return container.State.StartedAt is not null
            && NamespaceMode.Parse(ShimSpecOf.AskedNetwork(config.Spec)) is { Kind: NamespaceModeKind.Container } mode
            && registry.ById(mode.Container) is { } owner
            ? NamesOf(owner) : (ShimSpecOf.Hostname(config), config.Spec.Domainname);
    }

    public async Task<ContainerExit> WaitAsync(
        string idOrName, WaitCondition condition = WaitCondition.NotRunning, CancellationToken cancellationToken = default)
    {
        Container container;
        try
        {
            container = registry.Find(idOrName);
        }
        catch (ObjectNotFoundException) when (exits.Find(idOrName) is { } known)
        {
            return known;
        }
        if (condition == WaitCondition.Removed) return await container.Removed.WaitAsync(cancellationToken);
        // Taken before the state is read, so that an exit in between is not missed.
        var exit = container.NextExit;
        if (condition == WaitCondition.NotRunning && !container.IsRunning
            && !container.IsSettling && container.State.Status != ContainerStatus.Restarting)
            return container.LastExit;
        return await exit.WaitAsync(cancellationToken);
    }
}
