using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Execs;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.Specs;

namespace Panel.Engine.Native.Health;

/// <summary>Runs the command of a health check in its container.</summary>
internal sealed class HealthProbe(ExecRegistry execs, ExecRunner runner, ExecEvents execEvents, FailureReasons reasons, TimeProvider time)
{
    // Docker's value for a check without an exit code of its own.
    private const int NoExitCode = -1;

    /// <summary>Runs it once. Null when it has no result, because the container ended or was frozen meanwhile.</summary>
    public async Task<HealthResult?> RunAsync(Container container, HealthRule rule, CancellationToken cancellationToken)
    {
        var begin = time.GetUtcNow();
        var output = new ProbeOutput();
        var exec = execs.AddProbe(container,
            new ExecSpec { Arguments = rule.Arguments, Attach = new AttachOptions { Stdout = true, Stderr = true } });
        execEvents.Publish(exec, "exec_create");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await using var attachment = await runner.RunAsync(exec, new ExecStartOptions())
                ?? throw new InvalidOperationException("A check is always attached to.");
            limit.CancelAfter(LongestWait.Of(rule.Timeout));
            while (await attachment.ReadAsync(limit.Token) is { } part) output.Add(part.Bytes.Span);
            return Result(exec.Details.ExitCode ?? ExecRunner.NotKnown, output.ToString());
        }
        catch (OperationCanceledException)
        {
            await runner.KillAsync(exec, Signals.Kill, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return container.State.Status == ContainerStatus.Running
                ? Result(NoExitCode, $"The check took longer than {rule.Timeout.TotalSeconds:0.###} s and was ended. {output}") : null;
        }
        catch (Exception failure) when (failure is StartFailure or EngineException)
        {
            if (exec.EndedAt is null) runner.End(exec, ExecRunner.CodeOf(failure));
            return container.State.Status == ContainerStatus.Running ? Result(NoExitCode, reasons.Of(container, failure)) : null;
        }
        catch (Exception failure) when (failure is IOException or KernelException)
        {
            // For example, no free descriptor: the check failed, and the next one still runs.
            return container.State.Status == ContainerStatus.Running
                ? Result(NoExitCode, $"The check could not be made: {Cause.Of(failure)}.") : null;
        }
        finally
        {
            execs.Remove(exec);
        }

        HealthResult Result(int exitCode, string text) => new(begin, time.GetUtcNow(), exitCode, text);
    }
}
