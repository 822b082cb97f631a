using System.Net.Sockets;
using Panel.Engine.Contract;
using Panel.Engine.Native.Attachments;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Logs;
using Panel.Engine.Native.Shims;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Attach;

/// <summary>Connects clients with the input and the output of containers.</summary>
internal sealed class ContainerTerminals(ContainerRegistry registry, EnginePaths paths, ContainerEvents events)
{
    public async Task<IAttachment> AttachAsync(string idOrName, AttachOptions options, CancellationToken cancellationToken = default)
    {
        var container = registry.Find(idOrName);
        if (options.Logs) ContainerLogs.Require(container);
        var closeInput = container.Config.Spec.StdinOnce && !container.Config.Spec.Tty;
        using (var held = await container.HoldSettledAsync(cancellationToken))
        {
            Refusals.Dead(container);
            Refusals.Paused(container, "attach");
            if (container.State.Status == ContainerStatus.Restarting) throw Refusals.Restarting(container);
            try
            {
                IAttachment attachment = container.IsRunning
                    ? await AttachAsync(container, options, closeInput, cancellationToken)
                    : Replaying(container, options, held.Attachments.Add(options with { Logs = false }, closeInput));
                events.Publish(container, "attach");
                return DetachingAttachment.Of(attachment, options, container.Config.Spec.Tty, () => events.Publish(container, "detach"));
            }
            catch (SocketException)
            {
                throw new ConflictException($"The container {container.Name} has just ended.");
            }
        }
    }

    private async Task<IAttachment> AttachAsync(Container container, AttachOptions options, bool closeInput, CancellationToken cancellationToken)
    {
        var socket = paths.RunSocket(container.Id);
        if (!options.Logs) return await ShimAttachment.ConnectAsync(socket, options, closeInput, cancellationToken);
        // Input has a connection of its own, on which the shim has nothing to send that a slow client could leave lying.
        IAttachment? input = options.Stdin
            ? await ShimAttachment.ConnectAsync(socket, options with { Stdout = false, Stderr = false, Logs = false }, closeInput, cancellationToken)
            : null;
        LogThenLiveAttachment? attachment = null;
        LogQuery query = new() { Stdout = options.Stdout, Stderr = options.Stderr, Follow = true, EndWithContainer = true };
        LogSession log = new(paths.ContainerLog(container.Id), query, () => attachment!.MayGoOn);
        return attachment = new(log, stream => LogStart.Wanted(query, stream),
            token => JoinAsync(container, options with { Stdin = false }, token), input);
    }

    // Null once the container has ended, and its log is whole.
    private async Task<ILiveOutput?> JoinAsync(Container container, AttachOptions options, CancellationToken cancellationToken)
    {
        var exit = container.NextExit;
        if (!container.IsRunning) return null;
        try
        {
            return await ShimAttachment.ConnectAsync(paths.RunSocket(container.Id), options, closeInput: false, cancellationToken);
        }
        catch (SocketException)
        {
            await exit.WaitAsync(cancellationToken);
            return null;
        }
    }

    // Nobody writes to its log now, and from its next start on the attachment receives everything.
    private IAttachment Replaying(Container container, AttachOptions options, PendingAttachment attachment)
    {
        if (!options.Logs) return attachment;
        var (path, query) = (paths.ContainerLog(container.Id), new LogQuery { Stdout = options.Stdout, Stderr = options.Stderr });
        var end = LogPosition.EndOf(path);
        return new ReplayingAttachment(attachment, token => LogReader.ReadToAsync(path, query, end, token));
    }

    public async Task ResizeAsync(string idOrName, int rows, int columns, CancellationToken cancellationToken = default)
    {
        TerminalSize.Check(rows, columns);
        var container = registry.Find(idOrName);
        if (!container.IsRunning) throw Refusals.NotRunning(container);
        if (!container.Config.Spec.Tty) throw new ConflictException($"The container {container.Name} has no terminal.");
        var request = new ShimRequest { Kind = ShimRequestKind.Resize, Rows = rows, Columns = columns };
        if (!await ShimChannel.DeliverAsync(paths.RunSocket(container.Id), request, cancellationToken))
            throw Refusals.NotRunning(container);
        events.Publish(container, "resize", ("height", $"{rows}"), ("width", $"{columns}"));
    }
}
