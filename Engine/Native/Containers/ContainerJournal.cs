using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>Writes containers' changes into their folders, again and again while the disk rejects them, and tells those who follow the
/// list.</summary>
internal sealed class ContainerJournal(
    ContainerFiles files, ContainerWatchers watchers, BackgroundWork background, TimeProvider time, ILogger logger) : IContainerJournal
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, byte> _unsaved = new(StringComparer.Ordinal);

    public void Save(ContainerConfig config) => files.Save(config);

    public void Save(Container container) => files.Save(container.Id, container.State);

    public void Write(Container container, bool durable)
    {
        try
        {
            if (!container.IsUnknown) files.Save(container.Id, container.State, durable);
        }
        catch (Exception fault) when (IsDiskFault(fault))
        {
            logger.StateNotSaved(fault, container.Name, container.Id);
            if (_unsaved.TryAdd(container.Id, 0)) background.Run(container.Id, "save state", token => SaveLaterAsync(container, token));
        }
        watchers.Changed(container);
    }

    public void Tell(Container container) => watchers.Changed(container);

    public void Doubt(Container container, LifePhase from) => logger.UnknownWay(container.Name, container.Id, from, container.Phase);

    public static bool IsDiskFault(Exception error) => error is IOException or UnauthorizedAccessException or EngineFailureException;

    private async Task SaveLaterAsync(Container container, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Retry, time, cancellationToken);
            // Held, so that no newer state is overwritten by this one.
            using (await container.HoldAsync(cancellationToken))
            {
                if (container.Removed.IsCompleted || TrySave(container))
                {
                    _unsaved.TryRemove(container.Id, out _);
                    return;
                }
            }
        }
    }

    private bool TrySave(Container container)
    {
        try
        {
            files.Save(container.Id, container.State);
            return true;
        }
        catch (Exception fault) when (IsDiskFault(fault))
        {
            // Logged when it began; repeated until it succeeds.
            return false;
        }
    }
}
