using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    private static readonly TimeSpan DefaultStopTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(30);

    private volatile bool _isHostGoingDown;

    public Task<bool> StopAsync(string idOrName, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        StopAndTellAsync(idOrName, timeout, null, cancellationToken);

    public Task<bool> StopAsync(string idOrName, TimeSpan? timeout, string signal, CancellationToken cancellationToken) =>
        StopAndTellAsync(idOrName, timeout, Signals.Parse(signal, nameof(signal)), cancellationToken);

    public async Task StopAllAsync(CancellationToken cancellationToken = default)
    {
        _isHostGoingDown = true;
        await Task.WhenAll(_registry.All.Select(container => StopAsync(container, null, null, stays: true, cancellationToken)));
    }

    private async Task<bool> StopAndTellAsync(string idOrName, TimeSpan? timeout, int? signal, CancellationToken cancellationToken)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan) throw new InvalidInputException("The stop timeout must not be negative.", nameof(timeout));
        var container = _registry.Find(idOrName);
        if (!await StopAsync(container, timeout, signal, stays: true, cancellationToken)) return false;
        _events.Publish(container, "stop");
        return true;
    }

    /// <param name="container">The container.</param>
    /// <param name="timeout">Time until SIGKILL; null means the container's.</param>
    /// <param name="signal">Null means the container's.</param>
    /// <param name="stays">Whether it must stay stopped. Not for a restart: an interrupted one must leave its policy in force.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    private async Task<bool> StopAsync(Container container, TimeSpan? timeout, int? signal, bool stays, CancellationToken cancellationToken)
    {
        Task<ContainerExit> exit;
        using (await container.LockSettledAsync(cancellationToken))
        {
            var byPerson = stays && !_isHostGoingDown;
            if (EndRestarting(container, byPerson)) return true;
            if (!container.IsRunning) return false;
            Change(container, container.State with { ManuallyStopped = byPerson }, durable: byPerson);
            exit = container.NextExit;
            Send(container, signal ?? Signals.Parse(container.Config.Process.StopSignal, nameof(ContainerSpec.StopSignal)));
        }
        var patience = timeout ?? container.Config.Spec.StopTimeout ?? DefaultStopTimeout;
        try
        {
            await exit.WaitAsync(patience > LongestWait.Time ? Timeout.InfiniteTimeSpan : patience, _services.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await KillAndWaitAsync(container, exit, cancellationToken);
        }
        return true;
    }

    private async Task KillAndWaitAsync(Container container, Task<ContainerExit> exit, CancellationToken cancellationToken)
    {
        using (await container.LockAsync(cancellationToken))
        {
            if (!exit.IsCompleted) Send(container, Signals.Kill);
        }
        await ExitAfterKillAsync(container, exit, cancellationToken);
    }

    private static async Task ExitAfterKillAsync(Container container, Task<ContainerExit> exit, CancellationToken cancellationToken)
    {
        try
        {
            await exit.WaitAsync(KillPatience, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new EngineFailureException($"The container {container.Name} did not end within {KillPatience.TotalSeconds} s of SIGKILL; one of its processes hangs in the kernel.", "kill", inner: exception);
        }
    }

    public async Task KillAsync(string idOrName, string? signal = null, CancellationToken cancellationToken = default)
    {
        var number = signal is null ? Signals.Kill : Signals.Parse(signal, nameof(signal));
        var container = _registry.Find(idOrName);
        Task<ContainerExit> exit;
        using (await container.LockSettledAsync(cancellationToken))
        {
            // As in Docker, for any signal: there is no process to receive it, and a person who signals a restarting container wants to end
            // the restarts.
            if (EndRestarting(container, byPerson: true)) return;
            if (!container.IsRunning) throw new ConflictException($"Cannot kill container: {container.Name}: container {container.Id} is not running");
            // A signal that ends it counts as a person's stop; another one, such as SIGHUP, does not.
            if (number == Signals.Kill || Signals.Name(number) == container.Config.Process.StopSignal)
                Change(container, container.State with { ManuallyStopped = true }, durable: true);
            exit = container.NextExit;
            Send(container, number);
        }
        // The only signal that certainly ends it; Docker also waits for this one.
        if (number == Signals.Kill) await ExitAfterKillAsync(container, exit, cancellationToken);
    }

    public Task RestartAsync(string idOrName, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        StopAndStartAsync(idOrName, timeout, null, cancellationToken);

    public Task RestartAsync(string idOrName, TimeSpan? timeout, string signal, CancellationToken cancellationToken) =>
        StopAndStartAsync(idOrName, timeout, Signals.Parse(signal, nameof(signal)), cancellationToken);

    private async Task StopAndStartAsync(string idOrName, TimeSpan? timeout, int? signal, CancellationToken cancellationToken)
    {
        var container = _registry.Find(idOrName);
        using (await container.LockAsync(cancellationToken))
        {
            Refusals.Dead(container);
            Refusals.Damaged(container, "restarted");
            Refusals.Unanswered(container);
            Refusals.NotUnderstood(container);
            container.RestartsUnderWay++;
        }
        try
        {
            if (await StopAsync(container, timeout, signal, stays: false, cancellationToken)) _events.Publish(container, "stop");
            await StartAsync(container.Id, cancellationToken);
        }
        finally
        {
            using (await container.LockAsync(CancellationToken.None)) container.RestartsUnderWay--;
        }
        _events.Publish(container, "restart");
    }

    /// <summary>Under the gate. A missing init is not an error: its exit will be recorded soon.</summary>
    private void Send(Container container, int signal)
    {
        InitProcess.Signal(container.State.Pid, container.State.StartTimeTicks, signal);
        _events.Publish(container, "kill", ("signal", $"{signal}"));
        if (container.State.Status == ContainerStatus.Paused) Resume(container);
    }
}
