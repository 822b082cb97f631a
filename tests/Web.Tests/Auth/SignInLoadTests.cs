using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.Features.SignIn;

namespace Panel.Web.Tests.Auth;

/// <summary>
/// What keeps the API's ping fast beside anonymous sign-ins, told by what waits and not by a clock: the hashes that may be computed at once take half of the processors,
/// and sign-ins beyond them wait without a thread or a lock that others need. docs/benchmarks.md has the times.
/// </summary>
public sealed class SignInLoadTests(PanelApp app) : IClassFixture<PanelApp>
{
    private const int Callers = 40;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ping_WhileEverySignInWaitsForItsHash_IsAnswered()
    {
        var gate = app.Services.GetRequiredService<HashGate>();
        var free = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Those that compute hold their places until they are let go.
        var computing = Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount / 2)).Select(_ => gate.RunAsync("10.0.0.1", () => free.Task, Cancellation)).ToList();
        // A browser each: a page's token belongs to the cookie that came with it.
        var browsers = Enumerable.Range(0, Callers).Select(_ => app.Open()).ToList();
        var callers = browsers.Select((browser, number) => browser.SubmitSignInAsync($"nobody{number}", "wrong")).ToList();
        // Twenty tries from one address are looked at; the others are refused at once.
        for (var refused = 0; refused < Callers - SignInThrottle.PerAddress; refused++)
        {
            var answered = await Task.WhenAny(callers);
            using var answer = await answered;
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            callers.Remove(answered);
        }

        using var api = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync });
        Assert.Equal("OK", await api.GetStringAsync(new Uri("http://docker/_ping"), Cancellation));

        Assert.DoesNotContain(callers, caller => caller.IsCompleted);
        free.SetResult(true);
        await Task.WhenAll(computing);
        foreach (var answer in await Task.WhenAll(callers))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            answer.Dispose();
        }

        browsers.ForEach(browser => browser.Dispose());
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(app.Services.GetRequiredService<DockerApiHost>().SocketPath!), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
