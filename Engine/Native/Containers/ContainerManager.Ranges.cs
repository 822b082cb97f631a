using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

/// <summary>The host ids of containers, where several panels share one machine.</summary>
internal sealed partial class ContainerManager
{
    private void ReserveRange(Container container, long first)
    {
        try
        {
            if (!_ranges.Reserve(first)) _services.Logger.RangeOfAnother(container.Name, container.Id, first);
        }
        catch (EngineFailureException failure)
        {
            // Existing containers keep running; a create reports the fault.
            _services.Logger.RangesUnusable(failure);
        }
    }

    /// <summary>Before a start: replaces a range that another panel also uses, which was possible before this registry existed. On the
    /// disk, files have the container's own ids, so nothing else changes.</summary>
    private void GiveOwnRange(Container container)
    {
        if (container.Config is not { UserNamespaceBase: { } first } config) return;
        if (config.SharesUserNamespaceOf is { } owner)
        {
            if (_registry.ById(owner)?.Config.UserNamespaceBase is { } shared && shared != first) Save(shared);
        }
        else if (!_ranges.Has(first)) Save(_ranges.Take());

        void Save(long range)
        {
            container.Config = config with { UserNamespaceBase = range };
            _files.Save(container.Config);
        }
    }

    /// <summary>After a removal. A container that shares the range may still run, and its processes have these ids.</summary>
    private void ReleaseRange(Container removed)
    {
        if (removed.Config.UserNamespaceBase is { } first && !_registry.All.Any(other => other.Config.UserNamespaceBase == first)) _ranges.Release(first);
    }

    private void ReturnRanges()
    {
        // Nobody knows its range.
        if (_registry.All.Any(container => container.Damage is not null)) return;
        try
        {
            _ranges.GiveBackUnused();
        }
        catch (EngineFailureException failure)
        {
            // The ranges stay this panel's, and it will find them again.
            _services.Logger.RangesUnusable(failure);
        }
    }
}
