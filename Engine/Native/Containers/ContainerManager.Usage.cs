using Panel.Engine.Contract;
using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    private readonly SharedSamples<IReadOnlyList<ContainerUsage>> _usage;

    // By container, for one run: another pid means another run. Used by one reading at a time.
    private Dictionary<string, (int Pid, ContainerStatsReader Reader)> _usageReaders = new(StringComparer.Ordinal);

    public IAsyncEnumerable<IReadOnlyList<ContainerUsage>> StreamAllStatsAsync(CancellationToken cancellationToken = default) => _usage.ReadAsync(cancellationToken);

    private List<ContainerUsage> ReadUsage()
    {
        List<ContainerUsage> all = [];
        Dictionary<string, (int Pid, ContainerStatsReader Reader)> readers = new(StringComparer.Ordinal);
        foreach (var container in _registry.All)
        {
            var pid = container.State.Pid;
            if (!container.IsRunning || pid == 0) continue;
            var reader = _usageReaders.GetValueOrDefault(container.Id) is { Reader: { } kept } known && known.Pid == pid ? kept : new ContainerStatsReader(_services.Paths.Cgroup(container.Config), pid, _services.Time);
            // It may have just ended.
            if (!reader.IsAlive) continue;
            readers[container.Id] = (pid, reader);
            all.Add(new ContainerUsage(container.Summary, reader.Read()));
        }

        _usageReaders = readers;
        return all;
    }
}
