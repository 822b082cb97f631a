using Panel.Engine.Contract;
using Panel.Engine.Native.Shims;

namespace Panel.Engine.Native.Containers;

/// <summary>Ends runs: asks, waits, and kills what does not obey. What follows on the end is <see cref="RunWatcher"/>'s and
/// <see cref="RunEnds"/>'s.</summary>
internal sealed class ContainerStopper(
    ContainerRegistry registry, ContainerPauser pauser, ContainerEvents events, HostShutdown host, TimeProvider time)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(30);

    /// <returns>False when it was not running.</returns>
    public async Task<bool> StopAsync(string idOrName, TimeSpan? timeout, int? signal, CancellationToken cancellationToken)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
            throw new InvalidInputException("The stop timeout must not be negative.", nameof(timeout));
        var container = registry.Find(idOrName);
        if (!await StopAsync(container, timeout, signal, stays: true, cancellationToken)) return false;
        events.Publish(container, "stop");
        return true;
    }

    /// <summary>Stops all because the host goes down.</summary>
    public async Task StopAllAsync(CancellationToken cancellationToken)
    {
        host.Begin();
        await Task.WhenAll(registry.All.Select(container => StopAsync(container, null, null, stays: true, cancellationToken)));
    }

    /// <param name="container">The container.</param>
    /// <param name="timeout">Time until SIGKILL; null means the container's.</param>
    /// <param name="signal">Null means the container's.</param>
    /// <param name="stays">Whether it must stay stopped. Not for a restart: an interrupted one must leave its policy in force.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when it was not running.</returns>
    public async Task<bool> StopAsync(Container container, TimeSpan? timeout, int? signal, bool stays, CancellationToken cancellationToken)
    {
        Task<ContainerExit> exit;
        using (var held = await container.HoldSettledAsync(cancellationToken))
        {
            var byPerson = stays && !host.IsGoingDown;
            if (RestartPolicies.TryEnd(held, byPerson)) return true;
            if (!container.IsRunning) return false;
            held.AskToEnd(byPerson);
            exit = container.NextExit;
            Send(held, signal ?? Signals.Parse(container.Config.Process.StopSignal, nameof(ContainerSpec.StopSignal)));
        }
        var patience = timeout ?? container.Config.Spec.StopTimeout ?? DefaultTimeout;
        try
        {
            await exit.WaitAsync(patience > LongestWait.Time ? Timeout.InfiniteTimeSpan : patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await KillAndWaitAsync(container, exit, cancellationToken);
        }
        return true;
    }

    public async Task KillAsync(string idOrName, string? signal, CancellationToken cancellationToken)
    {
        var number = signal is null ? Signals.Kill : Signals.Parse(signal, nameof(signal));
        var container = registry.Find(idOrName);
        Task<ContainerExit> exit;
        using (var held = await container.HoldSettledAsync(cancellationToken))
        {
            // As in Docker, for any signal: there is no process to receive it, and a person who signals a restarting container wants to end
            // the restarts.
            if (RestartPolicies.TryEnd(held, byPerson: true)) return;
            if (!container.IsRunning)
                throw new ConflictException($"Cannot kill container: {container.Name}: container {container.Id} is not running");
            // A signal that ends it counts as a person's stop; another one, such as SIGHUP, does not.
            if (number == Signals.Kill || Signals.Name(number) == container.Config.Process.StopSignal) held.AskToEnd(stays: true);
            exit = container.NextExit;
            Send(held, number);
        }
        // The only signal that certainly ends it; Docker also waits for this one.
        if (number == Signals.Kill) await ExitAfterKillAsync(container, exit, cancellationToken);
    }

    /// <exception cref="EngineFailureException">It has not ended after 30 s.</exception>
    public async Task KillAndWaitAsync(Container container, Task<ContainerExit> exit, CancellationToken cancellationToken)
    {
        using (var held = await container.HoldAsync(cancellationToken))
        {
            if (!exit.IsCompleted) Send(held, Signals.Kill);
        }
        await ExitAfterKillAsync(container, exit, cancellationToken);
    }

    /// <summary>Sends a signal to the init. A missing init is not an error: its exit will be recorded soon.</summary>
    public void Send(HeldContainer held, int signal)
    {
        InitProcess.Signal(held.State.Pid, held.State.StartTimeTicks, signal);
        events.Publish(held.Container, "kill", ("signal", $"{signal}"));
        // A process must run to receive the signal that ends it.
        if (held.State.Status == ContainerStatus.Paused) pauser.Resume(held);
    }

    private static async Task ExitAfterKillAsync(Container container, Task<ContainerExit> exit, CancellationToken cancellationToken)
    {
        try
        {
            await exit.WaitAsync(KillPatience, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new EngineFailureException(
                $"The container {container.Name} did not end within {KillPatience.TotalSeconds} s of SIGKILL; one of its processes hangs in the kernel.",
                "kill", inner: exception);
        }
    }
}
