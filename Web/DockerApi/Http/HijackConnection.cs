using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Panel.Web.Operations;

namespace Panel.Web.DockerApi.Http;

/// <summary>Looks at a connection's request before Kestrel does, and answers those that want to take it over.</summary>
/// <remarks>
/// Kestrel refuses an upgrade that has a body, which <c>POST /exec/{id}/start</c> always has, and the raw half-open connection that Docker's
/// clients expect after <c>101 UPGRADED</c> is not its to give. So such a request is parsed here and runs through the same dispatcher; every
/// other one goes on to Kestrel untouched. Each connection has one request only, because every answer says <c>Connection: close</c>.
/// </remarks>
/// <param name="next">Kestrel.</param>
/// <param name="answer">Answers a request; it finds <see cref="IHijack"/> among the request's features.</param>
/// <param name="stopping">The panel stops.</param>
internal sealed class HijackConnection(ConnectionDelegate next, RequestDelegate answer, CancellationToken stopping)
{
    private const int LongestHead = 64 * 1024;
    private static readonly TimeSpan HeadPatience = TimeSpan.FromSeconds(30);
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();

    public async Task RunAsync(ConnectionContext connection)
    {
        if (await PeekAsync(connection.Transport.Input) is { IsUpgrade: true } head) await AnswerAsync(connection, head);
        else await next(connection);
    }

    /// <summary>The head, consumed if it asks for an upgrade, else left for Kestrel; null when there is none that could.</summary>
    private async Task<RawHead?> PeekAsync(PipeReader input)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(HeadPatience);
        while (true)
        {
            ReadResult read;
            try
            {
                read = await input.ReadAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                // Kestrel has a patience of its own and ends the connection.
                return null;
            }

            var found = Find(read.Buffer);
            if (found is null && !read.IsCompleted && read.Buffer.Length < LongestHead)
            {
                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var head = found is { } end ? RawHead.Parse(read.Buffer.Slice(0, end).ToArray()) : null;
            // Nothing examined: Kestrel's first read returns at once.
            input.AdvanceTo(head is { IsUpgrade: true } ? read.Buffer.GetPosition(HeadEnd.Length, found!.Value) : read.Buffer.Start);
            return head;
        }
    }

    private static SequencePosition? Find(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        return reader.TryReadTo(out ReadOnlySequence<byte> head, HeadEnd) ? head.End : null;
    }

    private async Task AnswerAsync(ConnectionContext connection, RawHead head)
    {
        var http = new DefaultHttpContext();
        var hijack = new RawConnection(connection);
        http.Features.Set<IHijack>(hijack);
        http.Features.Set(connection.Features.Get<Actor>());
        // Not aborted when the connection reads its end: a client closes its half when its input is over, and goes on listening.
        await using var peer = new PeerWatch(connection);
        http.RequestAborted = peer.Gone;
        var body = new MemoryStream();
        http.Response.Body = body;
        if (await TryFillAsync(http.Request, head, connection.Transport.Input)) await answer(http);
        else http.Response.StatusCode = StatusCodes.Status400BadRequest;
        if (!hijack.Accepted) await WriteAsync(connection.Transport.Output, http.Response, body);
        await connection.Transport.Output.CompleteAsync();
    }

    private async Task<bool> TryFillAsync(HttpRequest request, RawHead head, PipeReader input)
    {
        var query = head.Target.IndexOf('?', StringComparison.Ordinal);
        request.Method = head.Method;
        request.Path = PathString.FromUriComponent(query < 0 ? head.Target : head.Target[..query]);
        request.QueryString = query < 0 ? QueryString.Empty : new QueryString(head.Target[query..]);
        foreach (var (name, value) in head.Headers) request.Headers.Append(name, value);
        if (head.ContentLength is not { } length || length > JsonBody.Limit) return false;
        if (length == 0) return true;
        var read = await input.ReadAtLeastAsync(length, stopping);
        if (read.Buffer.Length < length) return false;
        request.Body = new MemoryStream(read.Buffer.Slice(0, length).ToArray());
        input.AdvanceTo(read.Buffer.GetPosition(length));
        return true;
    }

    private static async Task WriteAsync(PipeWriter output, HttpResponse response, MemoryStream body)
    {
        response.ContentLength = body.Length;
        var head = new StringBuilder($"HTTP/1.1 {response.StatusCode} {Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(response.StatusCode)}\r\n");
        foreach (var (name, value) in response.Headers) head.Append($"{name}: {value}\r\n");
        output.Write(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()));
        output.Write(body.GetBuffer().AsSpan(0, (int)body.Length));
        await output.FlushAsync();
    }
}
