using Panel.Engine.Contract;
using Panel.Engine.Native.Attachments;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Seccomp;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;
using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Native.Execs;

/// <summary>Runs commands in running containers, each with a shim of its own (ADR 0013), and follows them to their end.</summary>
internal sealed class ExecRunner(
    EnginePaths paths, ImageStore images, ShimProcess shims, SeccompFilters filters, BackgroundWork background, ExecEvents events, TimeProvider time)
{
    // Docker's codes: 127 when there is no such program, 126 for any other reason that prevents a command from running.
    private const int NotFound = 127;
    private const int NotExecuted = 126;

    /// <summary>The exit code of a command whose shim ended without recording one.</summary>
    public const int NotKnown = 255;

    /// <summary>Runs it; the caller has begun it.</summary>
    /// <returns>Its attachment; null when it is detached.</returns>
    /// <exception cref="StartFailure">The shim refused.</exception>
    public async Task<IAttachment?> RunAsync(Exec exec, ExecStartOptions options)
    {
        var id = exec.Container.Id;
        var spec = ExecSpecOf.Shim(exec, options, paths, filters.FileFor(exec.Container.Config.Spec.Security), RunFiles.Hostname(paths, id));
        var attachments = new PendingAttachments();
        var attachment = spec.AwaitedAttachments > 0 ? attachments.Add(exec.Spec.Attach, closeInput: !exec.Spec.Tty) : null;
        ShimMessage answer;
        using var attaching = new CancellationTokenSource();
        try
        {
            File.WriteAllBytes(paths.RunExecSpec(id, exec.Id), SpecFile.Write(spec));
            var attached = attachments.ConnectAsync(Socket(exec), attaching.Token);
            try
            {
                answer = await shims.RunAsync(paths.RunExecSpec(id, exec.Id), CancellationToken.None);
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
            throw Refusals.NotRunning(exec.Container);
        }
        if (answer.Kind != ShimMessageKind.Started) throw new StartFailure(answer, images.Resolve(exec.Container.Config.ImageId).Platform);
        exec.Started(answer.Pid ?? 0);
        events.Publish(exec, "exec_start");
        background.Run(id, "follow exec", token => FollowAsync(exec, token));
        return attachment is null ? null
            : DetachingAttachment.Of(new ExecAttachment(attachment, exec), exec.Spec.Attach, exec.Spec.Tty, () => events.PublishDetached(exec));
    }

    private async Task FollowAsync(Exec exec, CancellationToken cancellationToken)
    {
        ExitRecord? exit = null;
        var path = paths.RunExecExit(exec.Container.Id, exec.Id);
        using (var link = new ShimLink(Socket(exec), paths.RunExecSpec(exec.Container.Id, exec.Id), path, null, time))
        {
            while (exit is null && await link.ReadAsync(cancellationToken) is { } message) exit = message.Exit;
        }
        exit ??= ContainerFiles.LoadExitFile(path);
        if (File.Exists(path)) File.Delete(path);
        End(exec, exit?.ExitCode ?? NotKnown);
    }

    /// <summary>It has ended, or has never begun.</summary>
    public void End(Exec exec, int exitCode) =>
        exec.End(exitCode, time.GetUtcNow(), () => events.Publish(exec, "exec_die", ("exitCode", $"{exitCode}")));

    /// <summary>Docker's exit code of a command that could not be run.</summary>
    public static int CodeOf(Exception failure) => failure is StartFailure { ExitCode: NotFound } ? NotFound : NotExecuted;

    /// <summary>Sends a signal to it; one that has ended gets none.</summary>
    public Task KillAsync(Exec exec, int signal, CancellationToken cancellationToken) =>
        ShimChannel.SendAsync(Socket(exec), new ShimRequest { Kind = ShimRequestKind.Kill, Signal = signal }, cancellationToken);

    /// <summary>The socket of its shim.</summary>
    public string Socket(Exec exec) => paths.RunExecSocket(exec.Container.Id, exec.Id);
}
