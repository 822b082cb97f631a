using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.Tests.Auth;

namespace Panel.Web.Tests.DockerApi;

/// <summary>Invalid or lying requests on the real panel's socket: each gets an answer or a closed connection, and the next one is served.</summary>
public sealed class HostileRequestTests(PanelApp app) : IClassFixture<PanelApp>
{
    private const int Cases = 400;
    private const long MostMemory = 128 * 1024 * 1024;
    private static readonly string[] Targets =
        ["/_ping", "/v1.45/_ping", "//_ping", "/exec/nosuch/start", "/containers/nosuch/attach?stream=1&stdin=1", "/containers/%00/json", "/containers/create", "/containers/a%2fb/json", "*", "/../x", "/%zz", "/v1.99/x", "http://x/_ping"];
    private static readonly string[] Headers =
    [
        "Host: docker", "Host: ", "Connection: Upgrade", "connection:UPGRADE , upgrade,close", "Upgrade: tcp", "Upgrade: h2c", "Content-Length: 2", "Content-Length: 0", "Content-Length: -1",
        "Content-Length: 99999999999999999999", "Content-Length: 2, 3", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked, gzip", "Transfer-Encoding: identity", "Expect: 100-continue",
        "Content-Type: application/json", "no colon", ": empty", " folded: yes", "X-\0: nul", "X-Long: " + new string('y', 40_000), "Connection: " + new string('u', 9_000), "Content-Type: text/plain",
    ];
    private static readonly string[] Bodies = ["", "{}", "{", "2\r\n{}\r\n0\r\n\r\n", "ffffffffffffffff\r\n{}", "zz\r\n", "0\r\n", "GET /_ping HTTP/1.1\r\nHost: x\r\n\r\n", "[" + new string('[', 3000)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("OPTIONS /containers/json", 200, null)]
    [InlineData("OPTIONS /v1.45/anything/at/all", 200, null)]
    [InlineData("GET //containers/json?all=1", 301, "Location: /containers/json?all=1")]
    [InlineData("GET /v1.45//_ping", 301, "Location: /v1.45/_ping")]
    [InlineData("GET /containers/%00/json", 400, null)]
    [InlineData("GET /nosuch", 404, null)]
    public async Task Request_OfAnUnusualPath_IsAnswered(string line, int status, string? header)
    {
        var answer = await ExchangeAsync(Encoding.Latin1.GetBytes(line + " HTTP/1.1\r\nHost: docker\r\n\r\n"));
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        if (header is not null) Assert.Contains($"\r\n{header}\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zz")]
    [InlineData("-1")]
    [InlineData("7fffffffffffffff")]
    [InlineData("ffffffffffffffffff")]
    public async Task Body_WithAWrongChunk_IsAnsweredWithASentence(string size)
    {
        var answer = await ExchangeAsync(Encoding.Latin1.GetBytes(
            $"POST /containers/create HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\n{{"));
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("its chunks are malformed", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_ThatSomebodyMadeUp_NeitherCrashNorHangNorFillTheMemory()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Cases; i++)
        {
            var request = Make(random);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            patience.CancelAfter(TimeSpan.FromMinutes(1));
            try
            {
                await ExchangeWithinAsync(request, endsInput: true, patience.Token);
            }
            catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
            {
                Assert.Fail($"Case {i} of seed {seed} hangs: {Encoding.Latin1.GetString(request)}");
            }
        }

        Assert.StartsWith("HTTP/1.1 200 ", await ExchangeAsync("GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n"u8.ToArray()), StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostMemory);
    }

    private static byte[] Make(Random random)
    {
        if (random.Next(8) == 0)
        {
            var noise = new byte[random.Next(1, 200_000)];
            random.NextBytes(noise);
            return noise;
        }

        var text = new StringBuilder();
        for (var requests = random.Next(1, 3); requests > 0; requests--)
        {
            var end = random.Next(10) == 0 ? "\n" : "\r\n";
            text.Append(Pick(random, "GET", "POST", "POST", "POST", "HEAD", "DELETE", "OPTIONS", "PO\0ST", "post", "")).Append(' ').Append(Pick(random, Targets)).Append(' ')
                .Append(Pick(random, "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2", "")).Append(end);
            for (var headers = random.Next(random.Next(20) == 0 ? 500 : 8); headers > 0; headers--) text.Append(Pick(random, Headers)).Append(end);
            text.Append(end).Append(Pick(random, Bodies));
        }

        var bytes = Encoding.Latin1.GetBytes(text.ToString());
        if (random.Next(4) == 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return random.Next(4) == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes;
    }

    private static string Pick(Random random, params string[] of) => of[random.Next(of.Length)];

    private Task<string> ExchangeAsync(byte[] request) => ExchangeWithinAsync(request, endsInput: false, Cancellation);

    private async Task<string> ExchangeWithinAsync(byte[] request, bool endsInput, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(app.Services.GetRequiredService<DockerApiHost>().SocketPath!), cancellationToken);
        var answer = new StringBuilder();
        try
        {
            await socket.SendAsync(request, cancellationToken);
            if (endsInput) socket.Shutdown(SocketShutdown.Send);
            var piece = new byte[16 * 1024];
            while (await socket.ReceiveAsync(piece, cancellationToken) is var count and > 0) answer.Append(Encoding.Latin1.GetString(piece, 0, count));
        }
        catch (SocketException)
        {
            // Hung up on before it was all sent or read: that is an answer as well.
        }

        return answer.ToString();
    }
}
