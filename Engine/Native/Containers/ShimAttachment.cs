using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>A connection to a shim that has become the input and output of what it runs.</summary>
internal sealed class ShimAttachment(Socket socket) : IAttachment
{
    private const int FrameHead = 8;

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _left;
    private LogStream _current;

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<ShimAttachment> ConnectAsync(string socketPath, AttachOptions options, bool closeInput, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            var request = new ShimRequest
            {
                Kind = ShimRequestKind.Attach,
                Streams = (options.Stdout ? 1 : 0) | (options.Stderr ? 2 : 0),
                CloseInput = options.Stdin && closeInput,
            };
            await socket.SendAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(request, ProtocolJson.Default.ShimRequest), (byte)'\n'], cancellationToken);
            return new ShimAttachment(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask<AttachedOutput?> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (_left == 0)
            {
                if (await _stream.ReadAtLeastAsync(_buffer.AsMemory(0, FrameHead), FrameHead, throwOnEndOfStream: false, cancellationToken) < FrameHead) return null;
                _current = _buffer[0] == 2 ? LogStream.Stderr : LogStream.Stdout;
                _left = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(4));
            }
            var count = await _stream.ReadAsync(_buffer.AsMemory(0, Math.Min(_left, _buffer.Length)), cancellationToken);
            _left -= count;
            return count == 0 ? null : new AttachedOutput(_current, _buffer.AsMemory(0, count));
        }
        catch (IOException)
        {
            // A shim that was killed, or that gave this client up, resets the connection.
            return null;
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default)
    {
        try
        {
            await _stream.WriteAsync(input, cancellationToken);
        }
        catch (IOException)
        {
            // It has ended; whoever reads is told so.
        }
    }

    public ValueTask CloseInputAsync()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It has ended already.
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
