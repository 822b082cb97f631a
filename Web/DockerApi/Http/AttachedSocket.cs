using System.Net.WebSockets;
using Panel.Engine.Contract;

namespace Panel.Web.DockerApi.Http;

/// <summary>Carries a container's input and output over a client's WebSocket.</summary>
/// <param name="socket">The accepted socket.</param>
/// <param name="kind">The kind of the messages that are sent; received ones may be of either kind.</param>
/// <param name="gone">Cancelled when the client's connection has broken.</param>
internal sealed class AttachedSocket(WebSocket socket, WebSocketMessageType kind, CancellationToken gone)
{
    private const int InputBytes = 32 * 1024;
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the output ends and the socket is closed, or until the client closes it or leaves.</summary>
    /// <param name="attachment">Receives the client's input; null when only past output is sent.</param>
    /// <param name="withInput">Whether the client's input is wanted; otherwise it is dropped.</param>
    /// <param name="output">Sends the output; each write is one message. Its first token ends it, its second is for the writes.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    public async Task RunAsync(IAttachment? attachment, bool withInput, Func<Stream, CancellationToken, CancellationToken, Task> output, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // A cancelled send aborts the socket, and a client that closes at that moment would wait for the close in vain.
        using var sends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var limit = ended.Token.Register(() => sends.CancelAfter(ClosePatience));
        await using var client = WebSocketStream.Create(socket, kind);
        // Always reads, because pings and the client's close arrive here, too.
        var input = InputAsync(client, withInput ? attachment : null, ended);
        var status = WebSocketCloseStatus.InternalServerError;
        try
        {
            await output(client, ended.Token, sends.Token);
            status = WebSocketCloseStatus.NormalClosure;
        }
        catch (Exception end) when (IsEndOfClient(end) && (gone.IsCancellationRequested || !cancellationToken.IsCancellationRequested))
        {
            // The client has closed the socket or left; most of these sessions end this way.
            status = WebSocketCloseStatus.NormalClosure;
        }
        finally
        {
            await CloseAsync(status, cancellationToken);
            ended.CancelAfter(ClosePatience);
            await input;
        }
    }

    private static bool IsEndOfClient(Exception error) => error is OperationCanceledException or WebSocketException or IOException;

    private static async Task InputAsync(Stream client, IAttachment? attachment, CancellationTokenSource ended)
    {
        var buffer = new byte[InputBytes];
        try
        {
            while (await client.ReadAsync(buffer, ended.Token) is > 0 and var count)
            {
                if (attachment is not null) await attachment.WriteAsync(buffer.AsMemory(0, count), ended.Token);
            }

            if (attachment is not null) await attachment.CloseInputAsync();
        }
        catch (Exception end) when (IsEndOfClient(end))
        {
            // The output has ended, or the client has left without a close.
        }

        await ended.CancelAsync();
    }

    private async Task CloseAsync(WebSocketCloseStatus status, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ClosePatience);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(status, null, patience.Token);
        }
        catch (Exception end) when (IsEndOfClient(end))
        {
            // The client has left meanwhile, or no longer reads.
        }
    }
}
