using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Panel.Web.DockerApi.Http;

/// <summary>Lets a request's handler take over the connection from Kestrel.</summary>
/// <remarks>Kestrel parses every request, but its own upgrade cannot serve attach and exec. It refuses an upgrade with a body, which
/// <c>POST /exec/{id}/start</c> always has; it cannot hand over a connection without <c>Upgrade</c>, which older clients expect; and it
/// treats a connection as closed when the client closes its half. So Kestrel gets a <see cref="HijackableConnection"/>, and
/// <see cref="UpgradeWord"/> hides the upgrade of a POST from it (ADR 0026). GET and the other methods keep theirs, including WebSockets.
/// Each connection has only one request: every answer says <c>Connection: close</c>. The time limit of the head is enforced here, because
/// Kestrel's own would begin only after this class has passed the connection on.</remarks>
/// <param name="next">Kestrel.</param>
/// <param name="time">The clock for the time limits.</param>
/// <param name="stopping">Cancelled when the panel stops.</param>
internal sealed class HijackConnection(ConnectionDelegate next, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Kestrel accepts a request line of 64 KiB and headers of 32 KiB (<c>ApiServer</c>); it refuses a longer head itself.</summary>
    private const int LongestHead = 96 * 1024;
    /// <summary>The time limit of a head, from its first byte to its last.</summary>
    internal static readonly TimeSpan HeadPatience = TimeSpan.FromSeconds(30);

    /// <summary>The time limit of a connection that sends nothing.</summary>
    internal static readonly TimeSpan IdlePatience = TimeSpan.FromMinutes(2);

    private static readonly byte[] TooSlow = Refusal("The head of the request did not arrive within 30 seconds; send it at once.");

    public async Task RunAsync(ConnectionContext connection)
    {
        if (!await HasArrivedAsync(connection.Transport)) return;
        await using var hijackable = new HijackableConnection(connection, time);
        connection.Features.Set(hijackable);
        await next(hijackable);
    }

    /// <summary>Waits for the whole head, which usually arrives at once. Kestrel decides whether it is valid.</summary>
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
            // Nothing was examined, so Kestrel's first read returns at once.
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
