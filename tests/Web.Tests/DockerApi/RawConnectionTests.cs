using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Panel.Web.DockerApi.Http;

namespace Panel.Web.Tests.DockerApi;

/// <summary>Taking a connection over, as attach and exec do.</summary>
public sealed class RawConnectionTests
{
    [Fact]
    public async Task Accept_AnswersTheUpgradeAndHandsOverBothHalves()
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        var connection = new DefaultConnectionContext("1") { Transport = new Halves(toServer.Reader, toClient.Writer) };
        var taken = new RawConnection(connection);
        await toServer.Writer.WriteAsync("typed early"u8.ToArray(), TestContext.Current.CancellationToken);
        await using var stream = await taken.AcceptAsync(StreamFormat.Raw, TestContext.Current.CancellationToken);
        Assert.True(taken.Accepted);
        await stream.WriteAsync("output"u8.ToArray(), TestContext.Current.CancellationToken);
        await toServer.Writer.CompleteAsync();
        Assert.Equal("typed early", await new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken));
        await toClient.Writer.CompleteAsync();
        Assert.Equal(
            "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\noutput",
            await new StreamReader(toClient.Reader.AsStream()).ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("POST /exec/a/start HTTP/1.1\r\nConnection: Upgrade\r\nupgrade: TCP\r\nContent-Length: 12", true, 12)]
    [InlineData("POST /exec/a/start HTTP/1.1\r\nUpgrade: tcp\r\nTransfer-Encoding: chunked", true, null)]
    [InlineData("GET /session HTTP/1.1\r\nUpgrade: h2c", false, 0)]
    [InlineData("GET /version HTTP/1.1\r\nHost: docker", false, 0)]
    public void Head_TellsWhetherItWantsTheConnection(string text, bool upgrade, int? length)
    {
        var head = RawHead.Parse(Encoding.ASCII.GetBytes(text));
        Assert.Equal((upgrade, length), (head!.IsUpgrade, head.ContentLength));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("GET /x HTTP/2")]
    [InlineData("GET x HTTP/1.1")]
    [InlineData("GET /x HTTP/1.1\r\nno colon")]
    public void Head_ThatIsNone_IsLeftToKestrel(string text) => Assert.Null(RawHead.Parse(Encoding.ASCII.GetBytes(text)));

    private sealed class Halves(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
