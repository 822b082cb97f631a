using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Shims;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Execs;

/// <summary>Commands that clients run in containers.</summary>
internal sealed class ContainerExecs(ContainerRegistry registry, ExecRegistry execs, ExecRunner runner, ExecEvents events, FailureReasons reasons)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);

    public async Task<string> CreateExecAsync(string idOrName, ExecSpec spec, CancellationToken cancellationToken = default)
    {
        var container = registry.Find(idOrName);
        Exec exec;
        using (await container.HoldSettledAsync(cancellationToken))
        {
            Refusals.Idle(container);
            ExecSpecOf.Check(spec);
            if (spec is { Rows: { } rows, Columns: { } columns }) TerminalSize.Check(rows, columns);
            exec = execs.Add(container, spec);
        }
        events.Publish(exec, "exec_create");
        return exec.Id;
    }

    public Task<ExecDetails> InspectExecAsync(string execId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(execs.Find(execId).Details);
    }

    public async Task<IAttachment?> StartExecAsync(string execId, ExecStartOptions options, CancellationToken cancellationToken = default)
    {
        var exec = execs.Find(execId);
        if (options.Rows is { } rows && options.Columns is { } columns) TerminalSize.Check(rows, columns);
        using (await exec.Container.HoldSettledAsync(cancellationToken))
        {
            _ = execs.Find(execId); // Removed together with the run for which it was created, if that has ended meanwhile.
            Refusals.Idle(exec.Container);
            if (!exec.TryBegin()) throw new ConflictException($"Exec command {execId} has already run; create another one.");
        }
        try
        {
            return await runner.RunAsync(exec, options);
        }
        catch (Exception failure)
        {
            runner.End(exec, ExecRunner.CodeOf(failure));
            if (failure is StartFailure refused) throw refused.ToExecException(exec.Container.Name);
            if (failure is EngineException) throw;
            throw new EngineFailureException(
                $"The command cannot run in {exec.Container.Name}: {reasons.Of(exec.Container, failure)}", "exec", inner: failure);
        }
    }

    public async Task ResizeExecAsync(string execId, int rows, int columns, CancellationToken cancellationToken = default)
    {
        TerminalSize.Check(rows, columns);
        var exec = execs.Find(execId);
        if (!exec.Spec.Tty) throw new ConflictException($"The exec {execId} has no terminal.");
        await UntilReadyAsync(exec, cancellationToken);
        var request = new ShimRequest { Kind = ShimRequestKind.Resize, Rows = rows, Columns = columns };
        if (!exec.Details.Running || !await ShimChannel.DeliverAsync(runner.Socket(exec), request, cancellationToken))
            throw new ConflictException($"The exec {execId} is not running.");
    }

    public Task KillExecAsync(string execId, string? signal = null, CancellationToken cancellationToken = default)
    {
        var number = signal is null ? Signals.Kill : Signals.Parse(signal, "signal");
        return runner.KillAsync(execs.Find(execId), number, cancellationToken);
    }

    // Clients send the size during the start, and only once.
    private static async Task UntilReadyAsync(Exec exec, CancellationToken cancellationToken)
    {
        try
        {
            await exec.Ready.WaitAsync(StartPatience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ConflictException($"The exec {exec.Id} has not been started.");
        }
    }
}
