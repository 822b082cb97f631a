using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>The containers as the engine last told them.</summary>
public sealed class ContainerRows
{
    private readonly Dictionary<string, ContainerSummary> _rows = [];

    /// <summary>All of them, in no order.</summary>
    public IReadOnlyCollection<ContainerSummary> All => _rows.Values;

    /// <summary>The first update has come.</summary>
    public bool Loaded { get; private set; }

    /// <summary>The container with this id, or null.</summary>
    public ContainerSummary? Find(string id) => _rows.GetValueOrDefault(id);

    /// <summary>How many are in a state.</summary>
    public int Count(ContainerStatus status) => _rows.Values.Count(row => row.State.Status == status);

    /// <summary>Takes in an update.</summary>
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
