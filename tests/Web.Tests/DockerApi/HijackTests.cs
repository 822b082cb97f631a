using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Panel.Tests.Shared;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.Tests.DockerApi;

/// <summary>Connections that are taken over, through a real Kestrel on a real socket.</summary>
public sealed class HijackTests : IAsyncLifetime
{
    private const string Request = "POST /v1.51/exec/abc/start?a=b HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    private readonly string _folder = Directory.CreateTempSubdirectory("pnlh").FullName;
    private readonly TaskCompletionSource<Exception?> _handled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<HttpContext, Task> _handler = _ => Task.CompletedTask;
    private readonly FakeTimeProvider _clock = new();
    private WebApplication? _app;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(_folder + "/s", listen => listen.Use(Hijacked)));
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Client_ThatClosesItsHalf_StillGetsWhatComesAfter()
    {
        _handler = async http =>
        {
            Assert.Equal(("POST", "/v1.51/exec/abc/start", "?a=b"), (http.Request.Method, http.Request.Path.Value, http.Request.QueryString.Value));
            Assert.Equal("{}", await new StreamReader(http.Request.Body).ReadToEndAsync(Cancellation));
            await using var connection = await http.Features.Get<IHijack>()!.AcceptAsync(StreamFormat.Raw, Cancellation);
            var typed = await new StreamReader(connection, leaveOpen: true).ReadToEndAsync(Cancellation);
            Assert.False(http.RequestAborted.IsCancellationRequested);
            await connection.WriteAsync(Encoding.ASCII.GetBytes(typed.ToUpperInvariant()), Cancellation);
        };
        using var socket = await SendAsync(Request + "typed");
        await socket.SendAsync(" and more"u8.ToArray(), Cancellation);
        socket.Shutdown(SocketShutdown.Send);
        var answer = await ReadAsync(socket);
        Assert.StartsWith("HTTP/1.1 101 UPGRADED\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nTYPED AND MORE", answer, StringComparison.Ordinal);
        Assert.Null(await _handled.Task.WaitAsync(Cancellation));
    }

    [Fact]
    public async Task Client_ThatLeaves_EndsTheWriter()
    {
        var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handler = async http =>
        {
            await using var connection = await http.Features.Get<IHijack>()!.AcceptAsync(StreamFormat.Raw, Cancellation);
            accepted.SetResult();
            while (true) await connection.WriteAsync(new byte[4096], Cancellation);
        };
        var socket = await SendAsync(Request);
        await accepted.Task.WaitAsync(Cancellation);
        socket.Dispose();
        Assert.IsType<IOException>(await _handled.Task.WaitAsync(Cancellation));
    }

    [Fact]
    public async Task Request_ThatIsRefused_IsAnsweredAsHttp()
    {
        _handler = http =>
        {
            http.Response.StatusCode = StatusCodes.Status409Conflict;
            return http.Response.WriteAsync("no", Cancellation);
        };
        using var socket = await SendAsync(Request);
        var answer = await ReadAsync(socket);
        Assert.StartsWith("HTTP/1.1 409 Conflict\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("no", Body(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_ThatAsksForNoUpgrade_GetsTheConnectionAfterAPlainAnswer()
    {
        _handler = EchoAsync;
        using var socket = await SendAsync("POST /exec/abc/start HTTP/1.1\r\nHost: docker\r\nContent-Length: 2\r\n\r\n{}typed");
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\nTYPED", await ReadAsync(socket));
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 0\r\n\r\n")]
    [InlineData("X-Long: long\r\n\r\n")]
    public async Task Input_BehindABodyOfAnyFraming_IsTheStreamsBeginning(string rest)
    {
        _handler = EchoAsync;
        using var socket = await SendAsync("POST /exec/abc/start HTTP/1.1\r\nHost: docker\r\nconnection: keep-alive, UPGRADE\r\nUpgrade: tcp\r\n" + rest + "typed");
        socket.Shutdown(SocketShutdown.Send);
        Assert.EndsWith("Upgrade: tcp\r\n\r\nTYPED", await ReadAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_InPiecesOfOneByte_HidesItsUpgradeAllTheSame()
    {
        _handler = EchoAsync;
        using var socket = await SendAsync("");
        foreach (var letter in Request + "typed") await socket.SendAsync(new[] { (byte)letter }, Cancellation);
        socket.Shutdown(SocketShutdown.Send);
        Assert.EndsWith("\r\n\r\nTYPED", await ReadAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_OfAnOperationThatIsNotTakenOver_ComesAsItIsWritten()
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handler = async http =>
        {
            await http.Response.WriteAsync("first", Cancellation);
            await http.Response.Body.FlushAsync(Cancellation);
            await read.Task;
            await http.Response.WriteAsync("second", Cancellation);
        };
        using var socket = await SendAsync("GET /containers/a/export HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
        var (text, piece) = ("", new byte[4096]);
        while (!text.Contains("first", StringComparison.Ordinal)) text += Encoding.ASCII.GetString(piece, 0, await socket.ReceiveAsync(piece, Cancellation));
        read.SetResult();
        Assert.Contains("second", await ReadAsync(socket), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Client_ThatLeavesAnOperationThatIsNotTakenOver_CancelsIt(string method)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handler = async http =>
        {
            http.Features.Get<HijackableConnection>()?.Release();
            http.RequestAborted.Register(cancelled.SetResult);
            await cancelled.Task;
        };
        using var socket = await SendAsync($"{method} /containers/a/wait HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\n\r\n");
        socket.Shutdown(SocketShutdown.Send);
        // What is answered soon still comes; one that takes longer is for nobody.
        await Poll.UntilAsync(() =>
        {
            _clock.Advance(HijackableConnection.Grace);
            return Task.FromResult(cancelled.Task.IsCompleted);
        }, "it is cancelled", cancellationToken: Cancellation);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Client_ThatClosesItsHalfAfterAWholeRequest_GetsTheAnswer(string method)
    {
        _handler = async http =>
        {
            http.Features.Get<HijackableConnection>()?.Release();
            Assert.Equal(method == "POST" ? "{}" : "", await new StreamReader(http.Request.Body).ReadToEndAsync(Cancellation));
            await http.Response.WriteAsync("answer", http.RequestAborted);
        };
        using var socket = await SendAsync($"{method} /containers/a/json HTTP/1.1\r\nHost: docker\r\nContent-Length: {(method == "POST" ? "2\r\n\r\n{}" : "0\r\n\r\n")}");
        socket.Shutdown(SocketShutdown.Send);
        Assert.Contains("answer", Body(await ReadAsync(socket)), StringComparison.Ordinal);
        Assert.Null(await _handled.Task.WaitAsync(Cancellation));
    }

    [Theory]
    [InlineData("GET /_ping HTTP/1.1\r\nHost: do")]
    [InlineData("POST /containers/create HTTP/1.1\r\nHost: docker\r\nContent-Length: 10\r\n\r\n{\"")]
    [InlineData("POST /containers/create HTTP/1.1\r\nHost: docker\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"")]
    public async Task Request_CutByAClosedHalf_IsClosedCleanly(string part)
    {
        _handler = async http =>
        {
            http.Features.Get<HijackableConnection>()?.Release();
            await new StreamReader(http.Request.Body).ReadToEndAsync(Cancellation);
        };
        using var socket = await SendAsync(part);
        socket.Shutdown(SocketShutdown.Send);
        // No reset, which would be an exception here, and no hang.
        Assert.DoesNotContain(" 200 ", await ReadAsync(socket), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("G")]
    [InlineData("POST /x HTTP/1.1\r\nHost: ")]
    public async Task Head_ThatDoesNotArrive_IsRefusedThirtySecondsAfterItsFirstByte(string part)
    {
        using var socket = await SendAsync(part);
        var answer = ReadAsync(socket);
        await Poll.UntilAsync(() =>
        {
            _clock.Advance(HijackConnection.HeadPatience / 30);
            return Task.FromResult(answer.IsCompleted);
        }, "the head is given up", cancellationToken: Cancellation);
        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", await answer, StringComparison.Ordinal);
        Assert.Equal("""{"message":"The head of the request did not arrive within 30 seconds; send it at once."}""", Body(await answer));
    }

    [Fact]
    public async Task Connection_ThatSaysNothing_IsClosedAfterTwoMinutes()
    {
        using var socket = await SendAsync("");
        var answer = ReadAsync(socket);
        await Poll.UntilAsync(() =>
        {
            _clock.Advance(HijackConnection.IdlePatience / 30);
            return Task.FromResult(answer.IsCompleted);
        }, "the connection is closed", cancellationToken: Cancellation);
        Assert.Equal("", await answer);
    }

    [Fact]
    public async Task JsonBody_ThatDoesNotArriveWithinAMinute_IsRefusedWith408()
    {
        var clock = new FakeTimeProvider();
        var pipe = new Pipe();
        var http = new DefaultHttpContext();
        http.Features.Set<TimeProvider>(clock);
        http.Request.Body = pipe.Reader.AsStream();
        await pipe.Writer.WriteAsync("{"u8.ToArray(), Cancellation);
        var reading = JsonBody.SkipAsync(http.Request, Cancellation);
        clock.Advance(JsonBody.Patience - TimeSpan.FromSeconds(1));
        Assert.False(reading.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        var refusal = await Assert.ThrowsAsync<ApiException>(() => reading);
        Assert.Equal((StatusCodes.Status408RequestTimeout, "The body did not arrive within 60 seconds; send all of it at once."), (refusal.Status, refusal.Message));
    }

    private static string Body(string answer) => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    private static async Task EchoAsync(HttpContext http)
    {
        await using var connection = await http.Features.Get<IHijack>()!.AcceptAsync(StreamFormat.Raw, Cancellation);
        var typed = await new StreamReader(connection, leaveOpen: true).ReadToEndAsync(Cancellation);
        await connection.WriteAsync(Encoding.ASCII.GetBytes(typed.ToUpperInvariant()), Cancellation);
    }

    private ConnectionDelegate Hijacked(ConnectionDelegate next) => new HijackConnection(next, _clock, CancellationToken.None).RunAsync;

    private async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers.Connection = "close";
        if (http.Features.Get<HijackableConnection>() is { } connection) http.Features.Set<IHijack>(new RawConnection(http, connection));
        try
        {
            await _handler(http);
            _handled.SetResult(null);
        }
        catch (Exception error)
        {
            _handled.SetResult(error);
        }
    }

    private async Task<Socket> SendAsync(string request)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_folder + "/s"), Cancellation);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        return socket;
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, Cancellation) is var count and > 0) text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        return text.ToString();
    }
}
