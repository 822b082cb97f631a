using System.Net.Sockets;
using Panel.Engine.Contract;
using Panel.Engine.Native.Logs;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    public async Task<IAttachment> AttachAsync(string idOrName, AttachOptions options, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        if (options.Logs) WithLog(container);
        var closeInput = container.Config.Spec.StdinOnce && !container.Config.Spec.Tty;
        using (await container.LockSettledAsync(cancellationToken))
        {
            RefuseDead(container);
            if (container.State.Status == ContainerStatus.Paused) throw new ConflictException($"Container {container.Name} is paused, unpause the container before attach");
            if (container.State.Status == ContainerStatus.Restarting) throw Restarting(container);
            try
            {
                IAttachment attachment = container.IsRunning
                    ? Replaying(container, options, await ShimAttachment.ConnectAsync(_services.Paths.RunSocket(container.Id), options, closeInput, cancellationToken))
                    : Replaying(container, options, container.Attachments.Add(options with { Logs = false }, closeInput));
                Publish(container, "attach");
                return DetachingAttachment.Of(attachment, options, container.Config.Spec.Tty, () => Publish(container, "detach"));
            }
            catch (SocketException)
            {
                throw new ConflictException($"The container {container.Name} has just ended.");
            }
        }
    }

    private IAttachment Replaying(Container container, AttachOptions options, ShimAttachment attachment) =>
        options.Logs ? Replaying(container, options, attachment, attachment.PositionAsync) : attachment;

    // Nobody writes to its log now, and from its next start on the attachment receives everything.
    private IAttachment Replaying(Container container, AttachOptions options, PendingAttachment attachment)
    {
        if (!options.Logs) return attachment;
        LogPosition? end = LogPosition.EndOf(_services.Paths.ContainerLog(container.Id));
        return Replaying(container, options, attachment, _ => Task.FromResult(end));
    }

    private ReplayingAttachment Replaying(Container container, AttachOptions options, IAttachment attachment, Func<CancellationToken, Task<LogPosition?>> position)
    {
        var (path, query) = (_services.Paths.ContainerLog(container.Id), new LogQuery { Stdout = options.Stdout, Stderr = options.Stderr });
        return new(attachment, position, (end, token) => end is { } known ? LogReader.ReadToAsync(path, query, known, token) : ReadLogsAsync(container, query, token));
    }

    public async Task ResizeAsync(string idOrName, int rows, int columns, CancellationToken cancellationToken = default)
    {
        CheckTerminalSize(rows, columns);
        var container = _registry.Find(idOrName);
        if (!container.IsRunning) throw NotRunning(container);
        if (!container.Config.Spec.Tty) throw new ConflictException($"The container {container.Name} has no terminal.");
        var request = new ShimRequest { Kind = ShimRequestKind.Resize, Rows = rows, Columns = columns };
        if (!await ShimChannel.DeliverAsync(_services.Paths.RunSocket(container.Id), request, cancellationToken))
            throw NotRunning(container);
        Publish(container, "resize", ("height", $"{rows}"), ("width", $"{columns}"));
    }
}
