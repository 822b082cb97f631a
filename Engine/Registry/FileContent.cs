using System.Net;
using System.Net.Http.Headers;

namespace Panel.Engine.Registry;

/// <summary>A part of a file as a streamed request body.</summary>
internal sealed class FileContent : HttpContent
{
    private const int Piece = 128 * 1024;
    private readonly string _path;
    private readonly long _offset, _length;
    private readonly Action<long>? _progress;

    public FileContent(string path, long offset, long length, Action<long>? progress)
    {
        (_path, _offset, _length, _progress) = (path, offset, length, progress);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    /// <summary>Called after each piece: the registry is still accepting data.</summary>
    public Action? Sent { get; set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(_path, options: FileOptions.SequentialScan);
        var buffer = new byte[Piece];
        for (long done = 0; done < _length;)
        {
            var count = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(Piece, _length - done)), _offset + done);
            if (count == 0) throw new EndOfStreamException($"{_path} is shorter than its manifest says.");
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            done += count;
            Sent?.Invoke();
            _progress?.Invoke(_offset + done);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
