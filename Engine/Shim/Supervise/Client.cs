using System.Text.Json;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Protocol;

namespace Panel.Engine.Shim.Supervise;

/// <summary>One connection to the control socket. Its requests are short lines. An unknown or overlong request is refused and skipped: it
/// comes from a newer panel, for which hanging up would look like the container's end.</summary>
internal sealed class Client(int descriptor)
{
    private const int LongestRequest = 4096;

    private readonly byte[] _buffer = new byte[LongestRequest];
    private int _length;
    private bool _isOverlong;

    public int Descriptor { get; } = descriptor;

    public bool IsSubscribed { get; set; }

    /// <summary>Set by an attach request: the following bytes are the container's input, and the connection no longer belongs to this
    /// client.</summary>
    public Attachment? Attachment { get; set; }

    /// <summary>Calls back for every complete request; false when the connection should be closed.</summary>
    public unsafe bool Read(Action<Client, ShimRequest> handle)
    {
        nint count;
        fixed (byte* start = _buffer)
            count = Syscall.Try(SyscallNumber.Read, Descriptor, (nint)(start + _length), LongestRequest - _length);
        if (count == -Errno.EAGAIN)
            return true;
        if (count <= 0)
            return false;
        _length += (int)count;
        int end;
        while ((end = _buffer.AsSpan(0, _length).IndexOf((byte)'\n')) >= 0)
        {
            if (!(_isOverlong ? Refuse("this is not a request: it is too long") : Handle(_buffer.AsSpan(0, end), handle)))
                return false;
            _isOverlong = false;
            _length -= end + 1;
            _buffer.AsSpan(end + 1, _length).CopyTo(_buffer);
            if (Attachment is not { } attachment)
                continue;
            attachment.Give(_buffer.AsSpan(0, _length));
            return true;
        }

        if (_length == LongestRequest)
            (_isOverlong, _length) = (true, 0);
        return true;
    }

    private bool Handle(ReadOnlySpan<byte> line, Action<Client, ShimRequest> handle)
    {
        try
        {
            handle(this, MessageText.Request(line));
            return true;
        }
        catch (JsonException e)
        {
            return Refuse($"this is not a request: {Linux.Kernel.Cause.Of(e)}");
        }
    }

    public bool Refuse(string message) => MessageLine.TryWrite(Descriptor, MessageText.Line(new ShimMessage { Kind = ShimMessageKind.Error, Message = message }));
}
