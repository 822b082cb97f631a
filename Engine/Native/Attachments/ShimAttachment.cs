using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Native.Logs;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Attachments;

/// <summary>A connection to a shim that carries the input and output of its program.</summary>
internal sealed class ShimAttachment(Socket socket) : IAttachment, ILiveOutput
{
    private const int FrameHead = 8;
    private const int PositionStream = 0;

    // Only an older shim is silent.
    private static readonly TimeSpan s_positionPatience = TimeSpan.FromSeconds(5);

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly byte[] _buffer = new byte[32 * 1024];
    private Task<int>? _head;
    private int _left;
    private LogStream _current;

    public bool IsHungUp => HangUp.Has((int)socket.Handle);

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
                Position = options.Logs ? true : null,
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

    public async Task<LogPosition?> PositionAsync(CancellationToken cancellationToken)
    {
        try
        {
            // The end of the wait does not cancel the read, so that no received part of the header is lost.
            _head = ReadHeadAsync(CancellationToken.None).AsTask();
            if (await Task.WhenAny(_head, Task.Delay(s_positionPatience, cancellationToken)) != _head || await _head < FrameHead || _buffer[0] != PositionStream) return null;
            _head = null;
            return LogPosition.Parse(Encoding.ASCII.GetString(await ReadPositionAsync(cancellationToken)));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public async ValueTask<AttachedOutput?> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            while (_left == 0)
            {
                if (await (_head?.WaitAsync(cancellationToken) ?? ReadHeadAsync(cancellationToken).AsTask()) < FrameHead) return null;
                _head = null;
                if (_buffer[0] == PositionStream)
                {
                    // Too late: the log has been read.
                    await ReadPositionAsync(cancellationToken);
                    continue;
                }
                _current = _buffer[0] == 2 ? LogStream.Stderr : LogStream.Stdout;
                _left = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(4));
            }
            var count = await _stream.ReadAsync(_buffer.AsMemory(0, Math.Min(_left, _buffer.Length)), cancellationToken);
            _left -= count;
            return count == 0 ? null : new AttachedOutput(_current, _buffer.AsMemory(0, count));
        }
        catch (IOException)
        {
            // A shim that was killed, or that has dropped this client, resets the connection.
            return null;
        }
    }

    private ValueTask<int> ReadHeadAsync(CancellationToken cancellationToken) =>
        _stream.ReadAtLeastAsync(_buffer.AsMemory(0, FrameHead), FrameHead, throwOnEndOfStream: false, cancellationToken);

    private async Task<byte[]> ReadPositionAsync(CancellationToken cancellationToken)
    {
        var text = new byte[Math.Min(BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(4)), _buffer.Length)];
        await _stream.ReadExactlyAsync(text, cancellationToken);
        return text;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default)
    {
        try
        {
            await _stream.WriteAsync(input, cancellationToken);
        }
        catch (IOException)
        {
            // It has ended; the reader learns so.
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
            // It has already ended.
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
