using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>The containers as the engine last reported them.</summary>
public sealed class ContainerRows
{
    private readonly Dictionary<string, ContainerSummary> _rows = [];

    /// <summary>All containers, unordered.</summary>
    public IReadOnlyCollection<ContainerSummary> All => _rows.Values;

    /// <summary>Whether the first update has arrived.</summary>
    public bool Loaded { get; private set; }

    /// <summary>The container with this id; null if there is none.</summary>
    public ContainerSummary? Find(string id) => _rows.GetValueOrDefault(id);

    /// <summary>The number of containers in a state.</summary>
    public int Count(ContainerStatus status) => _rows.Values.Count(row => row.State.Status == status);

    /// <summary>Applies an update.</summary>
    public void Apply(ContainerListUpdate update)
    {
        if (update.Snapshot)
        {
            _rows.Clear();
            Loaded = true;
        }

        foreach (var row in update.Changed)
        {
            _rows[row.Id] = row;
        }

        foreach (var id in update.RemovedIds)
        {
            _rows.Remove(id);
        }
    }
}
