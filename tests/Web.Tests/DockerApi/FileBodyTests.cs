using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.Tests.DockerApi;

public sealed class FileBodyTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Pipe _client = new();
    private readonly FileBody _body;

    public FileBodyTests()
    {
        var http = new DefaultHttpContext();
        http.Features.Set<TimeProvider>(_clock);
        http.Request.Body = _client.Reader.AsStream();
        _body = new FileBody(http.Request);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_FromAClientThatFallsSilent_EndsWith408()
    {
        await _client.Writer.WriteAsync(new byte[] { 1, 2, 3 }, Token);
        var piece = new byte[100];
        Assert.Equal(3, await _body.ReadAsync(piece, Token));

        var waiting = _body.ReadAsync(piece, Token).AsTask();
        _clock.Advance(FileBody.Patience);
        var error = await Assert.ThrowsAsync<ApiException>(() => waiting);
        Assert.Equal(StatusCodes.Status408RequestTimeout, error.Status);
    }

    [Fact]
    public async Task Read_FromAClientThatIsSlow_GoesOn()
    {
        var piece = new byte[100];
        for (var i = 0; i < 5; i++)
        {
            var waiting = _body.ReadAsync(piece, Token).AsTask();
            _clock.Advance(FileBody.Patience - TimeSpan.FromSeconds(1));
            await _client.Writer.WriteAsync(new byte[] { 1 }, Token);
            Assert.Equal(1, await waiting);
        }
    }

    [Fact]
    public async Task Read_ThatTheCallerCancels_IsCancelled()
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = _body.ReadAsync(new byte[1], gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
