using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.Ranges;

namespace Panel.Engine.Native.Containers;

/// <summary>The host ids of containers, where several panels share one machine.</summary>
internal sealed class ContainerRanges(ContainerRegistry registry, UserNamespaceRanges ranges, ILogger logger)
{
    /// <summary>Takes a range for a container that is being created.</summary>
    public long Take() => ranges.Take();

    /// <summary>Gives back the range of a container whose creation failed.</summary>
    public void GiveBack(long first) => ranges.Release(first);

    /// <summary>Reserves the range of a container that exists.</summary>
    public void Reserve(Container container)
    {
        if (container.Config.UserNamespaceBase is not { } first) return;
        try
        {
            if (!ranges.Reserve(first)) logger.RangeOfAnother(container.Name, container.Id, first);
        }
        catch (EngineFailureException failure)
        {
            // Existing containers keep running; a create reports the fault.
            logger.RangesUnusable(failure);
        }
    }

    /// <summary>Before a start: replaces a range that another panel also uses, which was possible before this registry existed. On the
    /// disk, files have the container's own ids, so nothing else changes.</summary>
    public void GiveOwn(HeldContainer held)
    {
        if (held.Container.Config is not { UserNamespaceBase: { } first } config) return;
        if (config.SharesUserNamespaceOf is { } owner)
        {
            if (registry.ById(owner)?.Config.UserNamespaceBase is { } shared && shared != first)
                held.Configure(config with { UserNamespaceBase = shared });
        }
        else if (!ranges.Has(first)) Replace(held);
    }

    /// <summary>After a removal. A container that shares the range may still run, and its processes have these ids.</summary>
    public void Release(Container removed)
    {
        if (removed.Config.UserNamespaceBase is { } first && !registry.All.Any(other => other.Config.UserNamespaceBase == first))
            ranges.Release(first);
    }

    /// <summary>Returns what no container uses; the engine stops.</summary>
    public void Return()
    {
        // Nobody knows its range.
        if (registry.All.Any(container => container.Damage is not null)) return;
        try
        {
            ranges.GiveBackUnused();
        }
        catch (EngineFailureException failure)
        {
            // The ranges stay this panel's, and it will find them again.
            logger.RangesUnusable(failure);
        }
    }

    private void Replace(HeldContainer held)
    {
        var range = ranges.Take();
        try
        {
            held.Configure(held.Container.Config with { UserNamespaceBase = range });
        }
        catch
        {
            ranges.Release(range);
            throw;
        }
    }
}
