using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Usage;

/// <summary>What running containers use of the machine.</summary>
internal sealed class ContainerUsages
{
    private readonly ContainerRegistry _registry;
    private readonly EnginePaths _paths;
    private readonly TimeProvider _time;
    private readonly SharedSamples<IReadOnlyList<ContainerUsage>> _usage;

    // By container, for one run: another pid means another run. Used by one reading at a time.
    private Dictionary<string, (int Pid, ContainerStatsReader Reader)> _usageReaders = new(StringComparer.Ordinal);

    public ContainerUsages(ContainerRegistry registry, EnginePaths paths, TimeProvider time)
    {
        (_registry, _paths, _time) = (registry, paths, time);
        _usage = new(ReadUsage, TimeSpan.FromSeconds(1), time);
    }

    public async Task<ContainerStats> GetStatsAsync(string idOrName, CancellationToken cancellationToken = default)
    {
        var reader = StatsReader(_registry.Find(idOrName));
        return await Task.Run(reader.Read, cancellationToken);
    }

    public IAsyncEnumerable<ContainerStats> StreamStatsAsync(string idOrName, CancellationToken cancellationToken = default) =>
        StatsReader(_registry.Find(idOrName)).StreamAsync(cancellationToken);

    private ContainerStatsReader StatsReader(Container container)
    {
        var pid = container.State.Pid;
        if (!container.IsRunning || pid == 0) throw Refusals.NotRunning(container);
        return new ContainerStatsReader(_paths.Cgroup(container.Config), pid);
    }

    public IAsyncEnumerable<IReadOnlyList<ContainerUsage>> StreamAllStatsAsync(CancellationToken cancellationToken = default) =>
        _usage.ReadAsync(cancellationToken);

    private List<ContainerUsage> ReadUsage()
    {
        List<ContainerUsage> all = [];
        Dictionary<string, (int Pid, ContainerStatsReader Reader)> readers = new(StringComparer.Ordinal);
        foreach (var container in _registry.All)
        {
            var pid = container.State.Pid;
            if (!container.IsRunning || pid == 0) continue;
            var reader = _usageReaders.GetValueOrDefault(container.Id) is { Reader: { } kept } known && known.Pid == pid
                ? kept : new ContainerStatsReader(_paths.Cgroup(container.Config), pid, _time);
            // It may have just ended.
            if (!reader.IsAlive) continue;
            readers[container.Id] = (pid, reader);
            all.Add(new ContainerUsage(container.Summary, reader.Read()));
        }

        _usageReaders = readers;
        return all;
    }
}
