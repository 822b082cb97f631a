using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Panel.Web.DockerApi.Http;

/// <summary>The raw connection behind a request that asks for it.</summary>
internal sealed class RawConnection(ConnectionContext connection) : IHijack
{
    /// <summary>The handler took the connection; no other answer follows.</summary>
    public bool Accepted { get; private set; }

    /// <inheritdoc/>
    public async Task<Stream> AcceptAsync(string contentType, CancellationToken cancellationToken)
    {
        Accepted = true;
        await connection.Transport.Output.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 101 UPGRADED\r\nContent-Type: {contentType}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"), cancellationToken);
        return new DuplexStream(connection.Transport.Input.AsStream(leaveOpen: true), connection.Transport.Output);
    }

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

        // A pipe takes what nobody will read without a word; whoever writes must learn that the client has gone.
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if ((await output.WriteAsync(buffer, cancellationToken)).IsCompleted) throw new IOException("The client has closed the connection.");
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
