using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Panel.Web.DockerApi.Http;

/// <summary>Lets the handler of a request take the connection over that Kestrel has parsed the request from.</summary>
/// <remarks>
/// Kestrel parses every request. Its own upgrade cannot serve attach and exec: it refuses one with a body, which <c>POST /exec/{id}/start</c> always
/// has; it has no way to hand over a connection without <c>Upgrade</c>, as older clients expect; and it calls a connection closed when the client closes
/// its half. So Kestrel gets a <see cref="HijackableConnection"/>, and <see cref="UpgradeWord"/> hides the upgrade of a POST from it (ADR 0026).
/// GET and the rest, WebSockets among them, reach Kestrel untouched. Each connection has one request only: every answer says <c>Connection: close</c>.
/// </remarks>
/// <param name="next">Kestrel.</param>
/// <param name="stopping">The panel stops.</param>
internal sealed class HijackConnection(ConnectionDelegate next, CancellationToken stopping)
{
    /// <summary>Kestrel takes a request line of 64 KiB and headers of 32 KiB (<c>ApiServer</c>); it refuses a longer head itself.</summary>
    private const int LongestHead = 96 * 1024;
    private static readonly TimeSpan HeadPatience = TimeSpan.FromSeconds(30);

    public async Task RunAsync(ConnectionContext connection)
    {
        if (!await MayBePostAsync(connection.Transport.Input))
        {
            await next(connection);
            return;
        }

        await using var hijackable = new HijackableConnection(connection);
        connection.Features.Set(hijackable);
        await next(hijackable);
    }

    /// <summary>Whether a POST comes, as a rule with its whole head in the pipe. Where it does not arrive in time, Kestrel says what is wrong.</summary>
    private async Task<bool> MayBePostAsync(PipeReader input)
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
                return true;
            }

            var (post, head) = RequestStart.Read(read.Buffer);
            if (post != false && head is null && !read.IsCompleted && read.Buffer.Length < LongestHead)
            {
                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            if (head is { } whole) UpgradeWord.Hide(whole);
            // Nothing examined: Kestrel's first read returns at once.
            input.AdvanceTo(read.Buffer.Start);
            return post != false;
        }
    }
}
