using System.Buffers;
using System.Text;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.Hubs;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Writes log entries as Docker's clients read them: the bytes that the container wrote, with the time and the detail words before
/// each entry if requested.</summary>
internal sealed class LogWriter(Stream output, bool multiplexed, bool timestamps = false, string details = "")
{
    // The size of one write while there is more to read.
    private const int Batch = 32 * 1024;
    private readonly ArrayBufferWriter<byte> _buffer = new(Batch);
    private readonly byte[] _details = Encoding.UTF8.GetBytes(details);

    public async Task WriteAsync(IAsyncEnumerable<LogEntry> entries, CancellationToken cancellationToken)
    {
        await using var reader = entries.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var next = reader.MoveNextAsync();
            // No entry is ready, so the buffer is sent before the wait.
            if (!next.IsCompleted || _buffer.WrittenCount >= Batch) await FlushAsync(cancellationToken);
            if (!await next) break;
            Add(reader.Current);
        }

        await FlushAsync(cancellationToken);
    }

    private void Add(LogEntry entry)
    {
        var time = timestamps ? Encoding.ASCII.GetBytes(LogDownload.Timestamp(entry.UnixNanoseconds)) : [];
        var length = time.Length + _details.Length + entry.Content.Length + (entry.HasLineFeed ? 1 : 0);
        if (multiplexed)
        {
            Frame.WriteHead(_buffer.GetSpan(Frame.HeadLength), entry.Stream, length);
            _buffer.Advance(Frame.HeadLength);
        }

        _buffer.Write(time);
        _buffer.Write(_details);
        _buffer.Write(entry.Content.Span);
        if (entry.HasLineFeed) _buffer.Write("\n"u8);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_buffer.WrittenCount == 0) return;
        await output.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        await output.FlushAsync(cancellationToken);
        _buffer.ResetWrittenCount();
    }
}
