using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Panel.Web.DockerApi.Http;

/// <summary>Lets the handler of a request take the connection over that Kestrel has parsed the request from.</summary>
/// <remarks>
/// Kestrel parses every request. Its own upgrade cannot serve attach and exec: it refuses one with a body, which <c>POST /exec/{id}/start</c> always
/// has; it has no way to hand over a connection without <c>Upgrade</c>, as older clients expect; and it calls a connection closed when the client closes
/// its half. So Kestrel gets a <see cref="HijackableConnection"/>, and <see cref="UpgradeWord"/> hides the upgrade of a POST from it (ADR 0026).
/// GET and the rest keep theirs, WebSockets among them. Each connection has one request only: every answer says <c>Connection: close</c>.
/// The head's time limit is kept here, because Kestrel's own would begin when this has handed the connection on.
/// </remarks>
/// <param name="next">Kestrel.</param>
/// <param name="time">For the time limits.</param>
/// <param name="stopping">The panel stops.</param>
internal sealed class HijackConnection(ConnectionDelegate next, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Kestrel takes a request line of 64 KiB and headers of 32 KiB (<c>ApiServer</c>); it refuses a longer head itself.</summary>
    private const int LongestHead = 96 * 1024;
    /// <summary>How long a head may take from its first byte to its last.</summary>
    internal static readonly TimeSpan HeadPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may say nothing at all.</summary>
    internal static readonly TimeSpan IdlePatience = TimeSpan.FromMinutes(2);

    private static readonly byte[] TooSlow = Refusal("The head of the request did not arrive within 30 seconds; send it at once.");

    public async Task RunAsync(ConnectionContext connection)
    {
        if (!await HasArrivedAsync(connection.Transport)) return;
        await using var hijackable = new HijackableConnection(connection, time);
        connection.Features.Set(hijackable);
        await next(hijackable);
    }

    /// <summary>Waits for the whole head, which as a rule comes at once. Whether it is one, Kestrel says.</summary>
    private async Task<bool> HasArrivedAsync(IDuplexPipe transport)
    {
        using var patience = new CancellationTokenSource(IdlePatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        var hasBegun = false;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await transport.Input.ReadAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                if (hasBegun && !stopping.IsCancellationRequested) await transport.Output.WriteAsync(TooSlow, CancellationToken.None);
                return false;
            }

            var (post, head) = RequestStart.Read(read.Buffer);
            if (head is null && !read.IsCompleted && read.Buffer.Length < LongestHead)
            {
                if (!hasBegun && !read.Buffer.IsEmpty) patience.CancelAfter(HeadPatience);
                hasBegun |= !read.Buffer.IsEmpty;
                transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            if (head is { } whole && post) UpgradeWord.Hide(whole);
            // Nothing examined: Kestrel's first read returns at once.
            transport.Input.AdvanceTo(read.Buffer.Start);
            return true;
        }
    }

    private static byte[] Refusal(string sentence)
    {
        var body = $"{{\"message\":\"{sentence}\"}}";
        return Encoding.ASCII.GetBytes($"HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
