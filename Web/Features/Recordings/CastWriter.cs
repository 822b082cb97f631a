using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Panel.Web.Features.Recordings;

/// <summary>Writes a terminal's output in the format asciicast v2: a header, then one line per event. The kernel receives each line in one
/// write, so a file cut off by a crash is readable up to its last line. Input is not recorded, because it may be a password.</summary>
internal sealed class CastWriter(Stream file, long mostBytes, TimeProvider time)
{
    // Reserved for the final line.
    private const int EndBytes = 1024;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly long _started = time.GetTimestamp();
    private char[] _text = [];

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Writes the header.</summary>
    public Task BeginAsync(int columns, int rows, string title, CancellationToken cancellationToken)
    {
        Compose(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("version", 2);
            json.WriteNumber("width", columns);
            json.WriteNumber("height", rows);
            json.WriteNumber("timestamp", time.GetUtcNow().ToUnixTimeSeconds());
            json.WriteString("title", title);
            json.WriteEndObject();
        });
        return FlushAsync(cancellationToken);
    }

    /// <summary>Adds output; an incomplete character waits for its rest. Returns false when there is no room.</summary>
    public Task<bool> OutputAsync(ReadOnlyMemory<byte> output, CancellationToken cancellationToken)
    {
        var most = Encoding.UTF8.GetMaxCharCount(output.Length);
        if (_text.Length < most) _text = new char[most];
        var count = _decoder.GetChars(output.Span, _text, flush: false);
        return count == 0 ? Task.FromResult(true) : EventAsync("o", new string(_text, 0, count), cancellationToken);
    }

    /// <summary>Adds a new size. Returns false when there is no room.</summary>
    public Task<bool> ResizeAsync(int columns, int rows, CancellationToken cancellationToken) => EventAsync("r", $"{columns}x{rows}", cancellationToken);

    /// <summary>Adds the reason of the end as a marker, for which room is reserved.</summary>
    public Task EndAsync(string sentence, CancellationToken cancellationToken)
    {
        Compose("m", sentence);
        return FlushAsync(cancellationToken);
    }

    private async Task<bool> EventAsync(string code, string data, CancellationToken cancellationToken)
    {
        Compose(code, data);
        if (Length + _line.WrittenCount > mostBytes - EndBytes) return false;
        await FlushAsync(cancellationToken);
        return true;
    }

    private void Compose(string code, string data) => Compose(json =>
    {
        json.WriteStartArray();
        json.WriteNumberValue(Math.Round((decimal)time.GetElapsedTime(_started).TotalSeconds, 6));
        json.WriteStringValue(code);
        json.WriteStringValue(data);
        json.WriteEndArray();
    });

    private void Compose(Action<Utf8JsonWriter> write)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, Json)) write(json);
        _line.Write("\n"u8);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await file.WriteAsync(_line.WrittenMemory, cancellationToken);
        await file.FlushAsync(cancellationToken);
        Length += _line.WrittenCount;
    }
}
