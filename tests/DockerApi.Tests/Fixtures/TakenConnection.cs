using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Panel.DockerApi.Tests.Fixtures;

/// <summary>A connection taken over by a request with <c>Upgrade: tcp</c>.</summary>
public sealed class TakenConnection : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[4096];

    private TakenConnection(NetworkStream stream, string head) => (_stream, Head) = (stream, head);

    /// <summary>The answer's head.</summary>
    public string Head { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Posts JSON and takes the connection over; the answer may be a refusal.</summary>
    public static async Task<TakenConnection> OpenAsync(ApiPanel panel, string path, string json = "")
    {
        var stream = await panel.ConnectAsync();
        var length = Encoding.UTF8.GetByteCount(json).ToString(CultureInfo.InvariantCulture);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{json}"), Cancellation);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, Cancellation) == 1) head.Append((char)one[0]);
        return new(stream, head.ToString());
    }

    /// <summary>Types.</summary>
    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), Cancellation);

    /// <summary>Everything that arrives until the text has arrived, or until the panel closes the connection.</summary>
    public async Task<string> ReadAsync(string? until = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience);
        var text = new StringBuilder();
        while ((until is null || !text.ToString().Contains(until, StringComparison.Ordinal)) && await _stream.ReadAsync(_buffer, patience.Token) is var count and > 0)
            text.Append(Encoding.Latin1.GetString(_buffer, 0, count));
        return text.ToString();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
