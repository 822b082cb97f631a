using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.Specs;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Health;

/// <summary>Checks the health of every run that has a check.</summary>
internal sealed class HealthMonitor(HealthProbe probe, BackgroundWork background, ContainerEvents events, TimeProvider time) : ILifeFollower
{
    public void Begun(Container container)
    {
        if (HealthRule.Of(container.Config.HealthCheck) is not { } rule) return;
        var run = container.State;
        background.Run(container.Id, "health check", token => MonitorAsync(container, run, rule, token));
    }

    private async Task MonitorAsync(Container container, ContainerStateRecord run, HealthRule rule, CancellationToken cancellationToken)
    {
        while (true)
        {
            var exit = container.NextExit;
            if (!IsSameRun(container, run)) return;
            var health = container.State.Health ?? HealthRule.First(container.Config.HealthCheck)!;
            if (await EndsWithinAsync(exit, LongestWait.Of(rule.Wait(health, Age(run))), cancellationToken)) return;
            if (container.State.Status != ContainerStatus.Running) continue; // Frozen; the check continues when it is thawed.
            if (await probe.RunAsync(container, rule, cancellationToken) is not { } result) continue;
            using var held = await container.HoldAsync(cancellationToken);
            if (!IsSameRun(container, run)) return;
            // Frozen since the probe ended; the pause sets the health.
            if (held.State.Status != ContainerStatus.Running) continue;
            Record(held, rule.Next(held.State.Health ?? health, result, result.Start - (run.StartedAt ?? result.Start)));
        }
    }

    private void Record(HeldContainer held, HealthState health)
    {
        if (held.Checked(health)) events.Publish(held.Container, $"health_status: {health.Status.ToString().ToLowerInvariant()}");
    }

    private async Task<bool> EndsWithinAsync(Task<ContainerExit> exit, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await exit.WaitAsync(patience, time, cancellationToken);
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

    private TimeSpan Age(ContainerStateRecord run) => time.GetUtcNow() - (run.StartedAt ?? time.GetUtcNow());

    private static bool IsSameRun(Container container, ContainerStateRecord run) =>
        container.IsRunning && container.State.Pid == run.Pid && container.State.StartTimeTicks == run.StartTimeTicks;
}
