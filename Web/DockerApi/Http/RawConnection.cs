using System.IO.Pipelines;
using System.Text;

namespace Panel.Web.DockerApi.Http;

/// <summary>The raw connection behind a request.</summary>
/// <param name="http">The request.</param>
/// <param name="connection">The connection of the request.</param>
internal sealed class RawConnection(HttpContext http, HijackableConnection connection) : IHijack
{
    /// <inheritdoc/>
    public bool Accepted { get; private set; }

    /// <inheritdoc/>
    public async Task<Stream> AcceptAsync(string contentType, CancellationToken cancellationToken)
    {
        // Bytes after the body belong to the stream; the body itself has been read, or has no meaning here.
        await JsonBody.SkipAsync(http.Request, cancellationToken);
        var transport = connection.Take();
        Accepted = true;
        await transport.Output.WriteAsync(Encoding.ASCII.GetBytes(Head(contentType)), cancellationToken);
        return new DuplexStream(transport.Input.AsStream(leaveOpen: true), transport.Output);
    }

    // As Docker does: a client that requests no upgrade gets a plain answer of the older type, and still the raw connection after it.
    private string Head(string contentType) => http.Request.Headers.Upgrade.Count > 0
        ? $"HTTP/1.1 101 UPGRADED\r\nContent-Type: {contentType}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
        : $"HTTP/1.1 200 OK\r\nContent-Type: {StreamFormat.Raw}\r\n\r\n";

    /// <summary>Reads from one half and writes to the other.</summary>
    private sealed class DuplexStream(Stream input, PipeWriter output) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write it asynchronously.");

        // A pipe silently accepts bytes that nobody will read; the writer must learn that the client has left.
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if ((await output.WriteAsync(buffer, cancellationToken)).IsCompleted) throw new IOException("The client has closed the connection.");
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
