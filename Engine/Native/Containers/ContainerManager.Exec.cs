using Panel.Engine.Contract;
using Panel.Engine.Native.Execs;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;
using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    // Docker's codes: 127 when there is no such program, 126 for any other reason that prevents a command from running.
    private const int NotFound = 127;
    private const int NotExecuted = 126;
    private const int NotKnown = 255;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);

    private readonly ExecRegistry _execs;

    public async Task<string> CreateExecAsync(string idOrName, ExecSpec spec, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        Exec exec;
        using (await container.LockSettledAsync(cancellationToken))
        {
            RefuseIdle(container);
            ExecSpecOf.Check(spec);
            if (spec is { Rows: { } rows, Columns: { } columns }) CheckTerminalSize(rows, columns);
            exec = _execs.Add(container, spec);
        }
        Tell(exec, "exec_create");
        return exec.Id;
    }

    public Task<ExecDetails> InspectExecAsync(string execId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_execs.Find(execId).Details);
    }

    public async Task<IAttachment?> StartExecAsync(string execId, ExecStartOptions options, CancellationToken cancellationToken = default)
    {
        var exec = _execs.Find(execId);
        if (options.Rows is { } rows && options.Columns is { } columns) CheckTerminalSize(rows, columns);
        using (await exec.Container.LockSettledAsync(cancellationToken))
        {
            _ = _execs.Find(execId); // Removed together with the run for which it was created, if that has ended meanwhile.
            RefuseIdle(exec.Container);
            if (!exec.TryBegin()) throw new ConflictException($"Exec command {execId} has already run; create another one.");
        }
        try
        {
            return await RunAsync(exec, options);
        }
        catch (Exception failure)
        {
            End(exec, CodeOf(failure));
            if (failure is StartFailure refused) throw refused.ToExecException(exec.Container.Name);
            if (failure is EngineException) throw;
            throw new EngineFailureException($"The command cannot run in {exec.Container.Name}: {Reason(exec.Container, failure)}", "exec", inner: failure);
        }
    }

    public async Task ResizeExecAsync(string execId, int rows, int columns, CancellationToken cancellationToken = default)
    {
        CheckTerminalSize(rows, columns);
        var exec = _execs.Find(execId);
        if (!exec.Spec.Tty) throw new ConflictException($"The exec {execId} has no terminal.");
        await UntilReadyAsync(exec, cancellationToken);
        var request = new ShimRequest { Kind = ShimRequestKind.Resize, Rows = rows, Columns = columns };
        if (!exec.Details.Running || !await ShimChannel.DeliverAsync(ExecSocket(exec), request, cancellationToken))
            throw new ConflictException($"The exec {execId} is not running.");
    }

    public Task KillExecAsync(string execId, string? signal = null, CancellationToken cancellationToken = default)
    {
        var number = signal is null ? Signals.Kill : Signals.Parse(signal, "signal");
        return ShimChannel.SendAsync(ExecSocket(_execs.Find(execId)), new ShimRequest { Kind = ShimRequestKind.Kill, Signal = number }, cancellationToken);
    }

    private async Task<IAttachment?> RunAsync(Exec exec, ExecStartOptions options)
    {
        var (paths, id) = (_services.Paths, exec.Container.Id);
        var spec = ExecSpecOf.Shim(exec, options, paths, SeccompFile(exec.Container.Config.Spec.Security), HostnameInside(exec.Container.Config));
        var attachments = new PendingAttachments();
        var attachment = spec.AwaitedAttachments > 0 ? attachments.Add(exec.Spec.Attach, closeInput: !exec.Spec.Tty) : null;
        ShimMessage answer;
        using var attaching = new CancellationTokenSource();
        try
        {
            File.WriteAllBytes(paths.RunExecSpec(id, exec.Id), SpecFile.Write(spec));
            var attached = attachments.ConnectAsync(ExecSocket(exec), attaching.Token);
            try
            {
                answer = await _shims.RunAsync(paths.RunExecSpec(id, exec.Id), CancellationToken.None);
            }
            finally
            {
                await attaching.CancelAsync();
                await attached;
                File.Delete(paths.RunExecSpec(id, exec.Id));
            }
        }
        catch (DirectoryNotFoundException)
        {
            throw NotRunning(exec.Container);
        }
        if (answer.Kind != ShimMessageKind.Started) throw new StartFailure(answer, _services.Images.Resolve(exec.Container.Config.ImageId).Platform);
        exec.Started(answer.Pid ?? 0);
        Tell(exec, "exec_start");
        _background.Run(id, "follow exec", token => FollowAsync(exec, token));
        return attachment is null ? null
            : DetachingAttachment.Of(new ExecAttachment(attachment, exec), exec.Spec.Attach, exec.Spec.Tty, () => Publish(exec.Container, "exec_detach", ("execID", exec.Id)));
    }

    private async Task FollowAsync(Exec exec, CancellationToken cancellationToken)
    {
        ExitRecord? exit = null;
        var path = _services.Paths.RunExecExit(exec.Container.Id, exec.Id);
        using (var link = new ShimLink(ExecSocket(exec), _services.Paths.RunExecSpec(exec.Container.Id, exec.Id), path, null, _services.Time))
        {
            while (exit is null && await link.ReadAsync(cancellationToken) is { } message) exit = message.Exit;
        }
        exit ??= ContainerFiles.LoadExitFile(path);
        if (File.Exists(path)) File.Delete(path);
        End(exec, exit?.ExitCode ?? NotKnown);
    }

    private void End(Exec exec, int exitCode) => exec.End(exitCode, _services.Time.GetUtcNow(), () => Tell(exec, "exec_die", ("exitCode", $"{exitCode}")));

    private static int CodeOf(Exception failure) => failure is StartFailure { ExitCode: NotFound } ? NotFound : NotExecuted;

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

    private string ExecSocket(Exec exec) => _services.Paths.RunExecSocket(exec.Container.Id, exec.Id);

    private static void RefuseIdle(Container container)
    {
        RefuseDead(container);
        if (container.State.Status == ContainerStatus.Paused) throw new ConflictException($"Container {container.Name} is paused, unpause the container before exec");
        if (container.State.Status == ContainerStatus.Restarting) throw Restarting(container);
        if (container.State.Status != ContainerStatus.Running) throw NotRunning(container);
    }

    // By name and by id, in words that clients match on.
    private static ConflictException NotRunning(Container container) => new($"The container {container.Name} must run for this: container {container.Id} is not running");

    private static ConflictException Restarting(Container container) => new($"Container {container.Name} is restarting, wait until the container is running");

    private static void CheckTerminalSize(int rows, int columns)
    {
        if (rows is < 1 or > ushort.MaxValue || columns is < 1 or > ushort.MaxValue)
            throw new InvalidInputException($"A terminal has 1 to {ushort.MaxValue} rows and columns, not {rows} and {columns}.", "Rows");
    }

    /// <summary>In the form that scripts read in Docker's events: the command is part of the action.</summary>
    private void Tell(Exec exec, string action, params ReadOnlySpan<(string Key, string Value)> attributes)
    {
        var told = action == "exec_die" ? action : $"{action}: {string.Join(' ', exec.Spec.Arguments)}";
        var container = exec.Container;
        if (!exec.IsProbe) Publish(container, told, [.. attributes, ("execID", exec.Id)]);
        else _services.Events.PublishRoutine("container", told, container.Id, container.Name, container.Config.Labels, [.. attributes, ("execID", exec.Id), .. Who(container)]);
    }
}
