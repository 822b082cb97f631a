using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Shim.Supervise;

/// <summary>
/// One attached client. Its output waits in a bounded queue: above <see cref="Full"/>, the shim stops reading from the container until the
/// client has read. A client that reads nothing for <see cref="Patience"/> is dropped, unless the shim must wait for it.
/// </summary>
internal sealed unsafe class Attachment(int descriptor, int streams, bool closeInput, bool isWaitedFor)
{
    /// <summary>Milliseconds.</summary>
    public const long Patience = 2000;

    private const int Full = 1024 * 1024;
    private const int FrameHead = 8;
    private const int InputBytes = 32 * 1024;

    private readonly byte[] _input = new byte[InputBytes];
    private byte[] _queue = new byte[16 * 1024];
    private int _start;
    private int _end;
    private int _inputStart;
    private int _inputEnd;
    private long _lastProgress = Environment.TickCount64;

    public int Descriptor { get; } = descriptor;

    public bool IsFull => _end - _start >= Full;

    public bool HasOutput => _end > _start;

    /// <summary>Whether there is input that the container has not accepted yet.</summary>
    public bool HasInput => _inputEnd > _inputStart;

    public bool InputEnded { get; private set; }

    public bool IsGivenUp => !isWaitedFor && HasOutput && Environment.TickCount64 - _lastProgress > Patience;

    /// <summary>Queues a frame if the client wants the stream; true when it should be sent.</summary>
    public bool Add(int stream, byte* data, int length)
    {
        if ((streams & stream) == 0)
            return false;
        Frame(stream, new ReadOnlySpan<byte>(data, length));
        return true;
    }

    /// <summary>Queues the position at which the log ends for this client.</summary>
    public void AddPosition(string position) => Frame(0, System.Text.Encoding.ASCII.GetBytes(position));

    private void Frame(int stream, ReadOnlySpan<byte> data)
    {
        if (!HasOutput)
            _lastProgress = Environment.TickCount64;
        Reserve(FrameHead + data.Length);
        var head = _queue.AsSpan(_end, FrameHead);
        head.Clear();
        head[0] = (byte)stream;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(head[4..], data.Length);
        data.CopyTo(_queue.AsSpan(_end + FrameHead));
        _end += FrameHead + data.Length;
    }

    /// <summary>Sends as much as the client accepts now; false when it is gone.</summary>
    public bool Flush()
    {
        while (HasOutput)
        {
            nint count;
            fixed (byte* data = _queue)
                count = Syscall.Try(SyscallNumber.Write, Descriptor, (nint)(data + _start), _end - _start);
            if (count == -Errno.EAGAIN)
                return true;
            if (count <= 0)
                return false;
            _start += (int)count;
            _lastProgress = Environment.TickCount64;
        }

        (_start, _end) = (0, 0);
        return true;
    }

    /// <summary>Reads input from the client; false when it is gone.</summary>
    public bool Read()
    {
        nint count;
        fixed (byte* data = _input)
            count = Syscall.Try(SyscallNumber.Read, Descriptor, (nint)data, InputBytes);
        if (count == -Errno.EAGAIN)
            return true;
        if (count < 0)
            return false;
        InputEnded = count == 0;
        (_inputStart, _inputEnd) = (0, (int)count);
        return true;
    }

    /// <summary>Adds input that came with the request.</summary>
    public void Give(ReadOnlySpan<byte> input)
    {
        input.CopyTo(_input);
        (_inputStart, _inputEnd) = (0, input.Length);
    }

    /// <summary>Passes on input. True when the container's input should be closed, because this client's has ended.</summary>
    public bool Pass(int target)
    {
        while (HasInput)
        {
            nint count = -Errno.EPIPE;
            if (target >= 0)
            {
                fixed (byte* data = _input)
                    count = Syscall.Try(SyscallNumber.Write, target, (nint)(data + _inputStart), _inputEnd - _inputStart);
            }

            if (count == -Errno.EAGAIN)
                return false;

            // A program that no longer reads input, or never did, gets none.
            _inputStart = count < 0 ? _inputEnd : _inputStart + (int)count;
        }

        return InputEnded && closeInput;
    }

    public void Close() => RawFile.Close(Descriptor);

    private void Reserve(int more)
    {
        if (_end + more <= _queue.Length)
            return;
        var waiting = _end - _start;
        var queue = waiting + more <= _queue.Length ? _queue : new byte[Math.Max(_queue.Length * 2, waiting + more)];
        _queue.AsSpan(_start, waiting).CopyTo(queue);
        (_queue, _start, _end) = (queue, 0, waiting);
    }
}
