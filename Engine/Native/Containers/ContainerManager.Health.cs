using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Native.Execs;
using Panel.Engine.Native.Health;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    // Docker's value for a check without an exit code of its own.
    private const int NoExitCode = -1;

    /// <summary>Checks a run's health until it ends.</summary>
    private void MonitorHealth(Container container)
    {
        if (HealthRule.Of(container.Config.HealthCheck) is not { } rule) return;
        var run = container.State;
        _background.Run(container.Id, "health check", token => MonitorHealthAsync(container, run, rule, token));
    }

    /// <summary>The health at the start of a run.</summary>
    private static HealthState? FirstHealth(Container container) =>
        HealthRule.Of(container.Config.HealthCheck) is null ? null : new HealthState(HealthStatus.Starting, 0, []);

    private async Task MonitorHealthAsync(Container container, ContainerStateRecord run, HealthRule rule, CancellationToken cancellationToken)
    {
        while (true)
        {
            var exit = container.NextExit;
            if (!IsSameRun(container, run)) return;
            var health = container.State.Health ?? FirstHealth(container)!;
            if (await EndsWithinAsync(exit, LongestWait.Of(rule.Wait(health, Age(run))), cancellationToken)) return;
            if (container.State.Status != ContainerStatus.Running) continue; // Frozen; the check continues when it is thawed.
            if (await ProbeAsync(container, rule, cancellationToken) is not { } result) continue;
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
        Publish(container, $"health_status: {health.Status.ToString().ToLowerInvariant()}");
    }

    /// <summary>Runs one check. Null when it has no result, because the container ended or was frozen meanwhile.</summary>
    private async Task<HealthResult?> ProbeAsync(Container container, HealthRule rule, CancellationToken cancellationToken)
    {
        var begin = _services.Time.GetUtcNow();
        var output = new ProbeOutput();
        var exec = _execs.AddProbe(container, new ExecSpec { Arguments = rule.Arguments, Attach = new AttachOptions { Stdout = true, Stderr = true } });
        Tell(exec, "exec_create");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await using var attachment = await RunAsync(exec, new ExecStartOptions()) ?? throw new InvalidOperationException("A check is always attached to.");
            limit.CancelAfter(LongestWait.Of(rule.Timeout));
            while (await attachment.ReadAsync(limit.Token) is { } part) output.Add(part.Bytes.Span);
            return Result(exec.Details.ExitCode ?? NotKnown, output.ToString());
        }
        catch (OperationCanceledException)
        {
            await KillExecAsync(exec.Id, cancellationToken: CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return container.State.Status == ContainerStatus.Running ? Result(NoExitCode, $"The check took longer than {rule.Timeout.TotalSeconds:0.###} s and was ended. {output}") : null;
        }
        catch (Exception failure) when (failure is StartFailure or EngineException)
        {
            if (exec.EndedAt is null) End(exec, CodeOf(failure));
            return container.State.Status == ContainerStatus.Running ? Result(NoExitCode, Reason(container, failure)) : null;
        }
        catch (Exception failure) when (failure is IOException or KernelException)
        {
            // For example, no free descriptor: the check failed, and the next one still runs.
            return container.State.Status == ContainerStatus.Running ? Result(NoExitCode, $"The check could not be made: {Cause.Of(failure)}.") : null;
        }
        finally
        {
            _execs.Remove(exec);
        }

        HealthResult Result(int exitCode, string text) => new(begin, _services.Time.GetUtcNow(), exitCode, text);
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
