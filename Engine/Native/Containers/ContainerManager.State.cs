using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    private static readonly TimeSpan UnsavedRetry = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Changes the state in memory and on disk, and notifies followers. Under the gate. The state reports what has happened, so a failing
    /// disk stops nothing: the container still ends, and the record is written once there is room. Until then, a restarted engine finds the
    /// shim, or its exit record, or neither and says so.
    /// </summary>
    /// <param name="container">The container.</param>
    /// <param name="state">The new state.</param>
    /// <param name="durable">Whether it contains a person's decision, which must survive a power cut.</param>
    private void Change(Container container, ContainerStateRecord state, bool durable = false)
    {
        container.State = state;
        try
        {
            if (!container.IsUnknown) _files.Save(container.Id, state, durable);
        }
        catch (Exception fault) when (IsDiskFault(fault))
        {
            _services.Logger.StateNotSaved(fault, container.Name, container.Id);
            if (!container.Unsaved) _background.Run(container.Id, "save state", token => SaveLaterAsync(container, token));
            container.Unsaved = true;
        }
        _watchers.Changed(container);
    }

    private async Task SaveLaterAsync(Container container, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(UnsavedRetry, _services.Time, cancellationToken);
            using (await container.LockAsync(cancellationToken))
            {
                if (container.Removed.IsCompleted) return;
                try
                {
                    _files.Save(container.Id, container.State);
                    container.Unsaved = false;
                    return;
                }
                catch (Exception fault) when (IsDiskFault(fault))
                {
                    // Logged when it began; repeated until it succeeds.
                }
            }
        }
    }

    private static bool IsDiskFault(Exception error) => error is IOException or UnauthorizedAccessException or EngineFailureException;
}
