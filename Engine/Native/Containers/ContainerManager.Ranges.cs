using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

/// <summary>Host ids of containers, where several panels share one machine.</summary>
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
            // What is there runs on; a creation says what is wrong.
            _services.Logger.RangesUnusable(failure);
        }
    }

    /// <summary>
    /// Before a start: another range instead of one that another panel has, as panels before this registry could both have. Files are owned by the container's ids on disk,
    /// so nothing else changes with it.
    /// </summary>
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

    private void ReturnRanges()
    {
        // Nobody knows which range it has.
        if (_registry.All.Any(container => container.Damage is not null)) return;
        try
        {
            _ranges.GiveBackUnused();
        }
        catch (EngineFailureException failure)
        {
            // They stay this panel's, which finds them again.
            _services.Logger.RangesUnusable(failure);
        }
    }
}
