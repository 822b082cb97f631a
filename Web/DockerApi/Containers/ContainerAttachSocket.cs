using System.Net.WebSockets;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Features.Containers;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>GET /containers/{id}/attach/ws</c>. Output has no frames, because a WebSocket has its own messages.</summary>
internal static class ContainerAttachSocket
{
    // Older clients get text messages, whatever the bytes are.
    private static readonly ApiVersion WithBinary = new(1, 28);

    // Older clients get all three streams, whatever they request.
    private static readonly ApiVersion WithStreams = new(1, 42);

    public static async Task AnswerAsync(ApiCall call)
    {
        var keys = ContainerAttach.Keys(call);
        var container = await ContainerLookup.FindAsync(call);
        if (!call.Http.WebSockets.IsWebSocketRequest) throw ApiException.Bad("Open it as a WebSocket of version 13: GET with Upgrade: websocket.");
        var options = new AttachOptions { Stdin = Wants(call, "stdin") && container.Spec.OpenStdin, Stdout = Wants(call, "stdout"), Stderr = Wants(call, "stderr"), Logs = call.Flag("logs"), DetachKeys = keys };
        if (call.Flag("stream"))
        {
            await using var attachment = await call.Engine.Containers.AttachAsync(container.Summary.Id, options, call.Ended);
            await CarryAsync(call, container, options, attachment, call.Ended);
            return;
        }

        if (!call.Flag("logs")) throw ApiException.Bad("Ask for the stream, the logs, or both.");
        await CarryAsync(call, container, options, null, call.Ended);
    }

    private static bool Wants(ApiCall call, string stream) => call.Version < WithStreams || call.Flag(stream);

    private static async Task CarryAsync(ApiCall call, ContainerDetails container, AttachOptions options, IAttachment? attachment, CancellationToken cancellationToken)
    {
        using var socket = await call.Http.WebSockets.AcceptWebSocketAsync();
        var session = new AttachedSocket(socket, call.Version < WithBinary ? WebSocketMessageType.Text : WebSocketMessageType.Binary, call.Http.RequestAborted);
        await session.RunAsync(attachment, options.Stdin, async (client, ended, sends) =>
        {
            if (attachment is null) await ContainerAttach.WriteLogsAsync(call, client, container, options, multiplexed: false, sends);
            else await AttachedStream.OutputAsync(client, attachment, multiplexed: false, ended, sends);
        }, cancellationToken);
    }
}
