namespace Panel.Engine.Native.Containers;

/// <summary>Stops and starts a container as one act of a person.</summary>
internal sealed class ContainerRestarter(ContainerRegistry registry, ContainerStopper stopper, ContainerStarter starter, ContainerEvents events)
{
    public async Task RestartAsync(string idOrName, TimeSpan? timeout, int? signal, CancellationToken cancellationToken)
    {
        var container = registry.Find(idOrName);
        using (var held = await container.HoldAsync(cancellationToken))
        {
            Refusals.Dead(container);
            Refusals.Damaged(container, "restarted");
            Refusals.Unanswered(container);
            Refusals.NotUnderstood(container);
            held.BeginRestart();
        }
        try
        {
            if (await stopper.StopAsync(container, timeout, signal, stays: false, cancellationToken)) events.Publish(container, "stop");
            await starter.StartAsync(container.Id, cancellationToken);
        }
        finally
        {
            using var held = await container.HoldAsync(CancellationToken.None);
            held.EndRestart();
        }
        events.Publish(container, "restart");
    }
}
