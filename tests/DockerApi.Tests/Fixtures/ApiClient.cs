using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Panel.DockerApi.Tests.Fixtures;

/// <summary>HTTP over a unix socket.</summary>
public sealed class ApiClient(string socket) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectCallback = (_, cancellationToken) => ConnectAsync(socket, cancellationToken) })
    {
        BaseAddress = new Uri("http://docker"),
        Timeout = TimeSpan.FromSeconds(60),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The answer with any status, with its body.</summary>
    public async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await _http.SendAsync(request, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>The answer as soon as its head has arrived.</summary>
    public Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path) =>
        _http.SendAsync(new HttpRequestMessage(method, path), HttpCompletionOption.ResponseHeadersRead, Cancellation);

    /// <summary>The body of a successful answer.</summary>
    public async Task<string> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        var (status, body) = await AskAsync(method, path, content);
        Assert.True((int)status < 400, $"{method} {path} answered {(int)status}: {body}");
        return body;
    }

    /// <summary>The JSON of a successful answer.</summary>
    public async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await SendAsync(HttpMethod.Get, path));

    /// <summary>Posts JSON.</summary>
    public Task<string> PostAsync(string path, string? json = null) => SendAsync(HttpMethod.Post, path, json is null ? null : Json(json));

    /// <summary>Creates a busybox container with a shell script; <paramref name="more"/> adds fields to the body.</summary>
    public async Task<string> CreateAsync(string script, string more = "", string? name = null)
    {
        var body = $$"""{"Image":"busybox","Cmd":["sh","-c",{{JsonSerializer.Serialize(script)}}]{{(more.Length > 0 ? "," + more : "")}}}""";
        var answer = await PostAsync("/containers/create" + (name is null ? "" : "?name=" + name), body);
        return JsonElement.Parse(answer).GetProperty("Id").GetString()!;
    }

    /// <summary>Creates and starts a container.</summary>
    public async Task<string> RunAsync(string script, string more = "", string? name = null)
    {
        var id = await CreateAsync(script, more, name);
        await PostAsync($"/containers/{id}/start");
        return id;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitAsync(string id) => JsonElement.Parse(await PostAsync($"/containers/{id}/wait")).GetProperty("StatusCode").GetInt32();

    /// <summary>Removes it. Docker takes minutes for this now and then on a busy machine.</summary>
    public async Task RemoveAsync(string id)
    {
        for (var again = 0; ; again++)
        {
            try
            {
                await AskAsync(HttpMethod.Delete, $"/containers/{id}?force=1&v=1");
                return;
            }
            catch (TaskCanceledException error) when (error.InnerException is TimeoutException && again < 5)
            {
                // Asked again below.
            }
        }
    }

    /// <summary>A body of JSON.</summary>
    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await connection.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        return new NetworkStream(connection, ownsSocket: true);
    }
}
