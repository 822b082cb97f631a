using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Features.Containers;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>POST /containers/{id}/attach</c> and <c>/resize</c>.</summary>
internal static class ContainerAttach
{
    public static async Task AttachAsync(ApiCall call)
    {
        var keys = Keys(call);
        var container = await ContainerLookup.FindAsync(call);
        if (!call.Flag("stream"))
        {
            if (!call.Flag("logs")) throw ApiException.Bad("Ask for the stream, the logs, or both.");
            await ReplayAsync(call, container);
            return;
        }

        var options = new AttachOptions
        {
            Stdin = call.Flag("stdin") && container.Spec.OpenStdin,
            Stdout = call.Flag("stdout"),
            Stderr = call.Flag("stderr"),
            Logs = call.Flag("logs"),
            DetachKeys = keys,
        };
        await using var attachment = await call.Engine.Containers.AttachAsync(container.Summary.Id, options, call.Ended);
        await CarryAsync(call, container, attachment, options.Stdin, call.Ended);
    }

    /// <summary>The detach keys that the client chose.</summary>
    /// <exception cref="ApiException">One of the words is not a key.</exception>
    public static IReadOnlyList<byte> Keys(ApiCall call) =>
        DetachKeys.Parse(call.Query("detachKeys")) ?? throw ApiException.Bad($"Invalid detach keys ({call.Query("detachKeys")}) provided");

    public static async Task ResizeAsync(ApiCall call)
    {
        var container = await ContainerLookup.FindAsync(call);
        await call.Engine.Containers.ResizeAsync(container.Summary.Id, call.Number("h") ?? 0, call.Number("w") ?? 0, call.Ended);
        await call.EmptyAsync(StatusCodes.Status200OK);
    }

    /// <summary>Writes what the container has written so far to the requested streams.</summary>
    public static Task WriteLogsAsync(ApiCall call, Stream client, ContainerDetails container, AttachOptions options, bool multiplexed, CancellationToken cancellationToken)
    {
        var entries = call.Engine.Containers.ReadLogsAsync(container.Summary.Id, new LogQuery { Stdout = options.Stdout, Stderr = options.Stderr }, cancellationToken);
        return new LogWriter(client, multiplexed).WriteAsync(entries, cancellationToken);
    }

    private static async Task CarryAsync(ApiCall call, ContainerDetails container, IAttachment attachment, bool withInput, CancellationToken cancellationToken)
    {
        var tty = container.Spec.Tty;
        await using var client = await call.Hijack.AcceptAsync(StreamFormat.ContentType(call.Version, tty), cancellationToken);
        await AttachedStream.RunAsync(client, attachment, withInput, !tty, cancellationToken);
    }

    private static async Task ReplayAsync(ApiCall call, ContainerDetails container)
    {
        await using var client = await call.Hijack.AcceptAsync(StreamFormat.ContentType(call.Version, container.Spec.Tty), call.Ended);
        await WriteLogsAsync(call, client, container);
    }

    private static Task WriteLogsAsync(ApiCall call, Stream client, ContainerDetails container) =>
        WriteLogsAsync(call, client, container, new AttachOptions { Stdout = call.Flag("stdout"), Stderr = call.Flag("stderr") }, !container.Spec.Tty, call.Ended);
}
