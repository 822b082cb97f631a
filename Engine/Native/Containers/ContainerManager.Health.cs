using Panel.Engine.Contract;
using Panel.Engine.Native.Health;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    /// <summary>Checks a run's health until it ends.</summary>
    private void MonitorHealth(Container container)
    {
        if (HealthRule.Of(container.Config.HealthCheck) is not { } rule) return;
        var run = container.State;
        _background.Run(container.Id, "health check", token => MonitorHealthAsync(container, run, rule, token));
    }

    private async Task MonitorHealthAsync(Container container, ContainerStateRecord run, HealthRule rule, CancellationToken cancellationToken)
    {
        while (true)
        {
            var exit = container.NextExit;
            if (!IsSameRun(container, run)) return;
            var health = container.State.Health ?? HealthRule.First(container.Config.HealthCheck)!;
            if (await EndsWithinAsync(exit, LongestWait.Of(rule.Wait(health, Age(run))), cancellationToken)) return;
            if (container.State.Status != ContainerStatus.Running) continue; // Frozen; the check continues when it is thawed.
            if (await _probe.RunAsync(container, rule, cancellationToken) is not { } result) continue;
            using (await container.LockAsync(cancellationToken))
            {
                if (!IsSameRun(container, run)) return;
                // Frozen since the probe ended; the pause sets the health.
                if (container.State.Status != ContainerStatus.Running) continue;
                RecordHealth(container, rule.Next(container.State.Health ?? health, result, result.Start - (run.StartedAt ?? result.Start)));
            }
        }
    }

    private void RecordHealth(Container container, HealthState health)
    {
        var changed = health.Status != container.State.Health?.Status;
        var state = container.State with { Health = health };
        if (!changed)
        {
            // Results alone are not worth a write every half minute.
            container.State = state;
            _watchers.Changed(container);
            return;
        }
        Change(container, state);
        _events.Publish(container, $"health_status: {health.Status.ToString().ToLowerInvariant()}");
    }

    private async Task<bool> EndsWithinAsync(Task<ContainerExit> exit, TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await exit.WaitAsync(time, _services.Time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (ObjectNotFoundException)
        {
            return true; // Removed.
        }
    }

    private TimeSpan Age(ContainerStateRecord run) => _services.Time.GetUtcNow() - (run.StartedAt ?? _services.Time.GetUtcNow());

    private static bool IsSameRun(Container container, ContainerStateRecord run) =>
        container.IsRunning && container.State.Pid == run.Pid && container.State.StartTimeTicks == run.StartTimeTicks;
}
