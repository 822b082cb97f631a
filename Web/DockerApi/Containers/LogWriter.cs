using System.Buffers;
using System.Text;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.Hubs;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Writes log entries as Docker's clients read them.</summary>
internal sealed class LogWriter(Stream output, bool multiplexed, bool timestamps)
{
    // What is written at once while there is more to read.
    private const int Batch = 32 * 1024;
    private readonly ArrayBufferWriter<byte> _buffer = new(Batch);
    private readonly bool[] _open = new bool[2];

    public async Task WriteAsync(IAsyncEnumerable<LogEntry> entries, CancellationToken cancellationToken)
    {
        await using var reader = entries.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var next = reader.MoveNextAsync();
            // Nothing at hand: what is written so far goes out before the wait.
            if (!next.IsCompleted || _buffer.WrittenCount >= Batch) await FlushAsync(cancellationToken);
            if (!await next) break;
            Add(reader.Current);
        }

        await FlushAsync(cancellationToken);
    }

    private void Add(LogEntry entry)
    {
        var begins = !_open[(int)entry.Stream];
        _open[(int)entry.Stream] = entry.Partial;
        var time = timestamps && begins ? Encoding.ASCII.GetBytes(LogDownload.Timestamp(entry.UnixNanoseconds)) : [];
        var length = time.Length + entry.Content.Length + (entry.Partial ? 0 : 1);
        if (multiplexed)
        {
            Frame.WriteHead(_buffer.GetSpan(Frame.HeadLength), entry.Stream, length);
            _buffer.Advance(Frame.HeadLength);
        }

        _buffer.Write(time);
        _buffer.Write(entry.Content.Span);
        if (!entry.Partial) _buffer.Write("\n"u8);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_buffer.WrittenCount == 0) return;
        await output.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        await output.FlushAsync(cancellationToken);
        _buffer.ResetWrittenCount();
    }
}
