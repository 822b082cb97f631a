using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Protocol.Logs;

namespace Panel.Engine.Shim.Supervise;

/// <summary>Reads one output stream of the container and appends CRI records. A read takes up to 256 KiB; all records of a read have one
/// timestamp and go out in one write, so that each line costs only a search and two copies.</summary>
internal sealed unsafe class LogStream
{
    private const int InputBytes = 256 * 1024;
    private const int OutputBytes = 512 * 1024;

    // Shared by both streams of the single-threaded shim: between reads the buffer is always empty.
    private static byte* s_output;

    private readonly LogFile? _file;
    private readonly bool _isStandardError;
    private readonly Attachments _attachments;
    private readonly byte* _input = Memory(InputBytes);
    private readonly byte[] _prefix = new byte[CriRecord.PrefixBytes];
    private bool _withinLine;
    private int _pending;
    private int _filled;

    /// <param name="descriptor">Its output, non-blocking.</param>
    /// <param name="file">Null keeps no log: output without an attached client is lost.</param>
    public LogStream(int descriptor, LogFile? file, bool isStandardError, Attachments attachments)
    {
        Descriptor = descriptor;
        _file = file;
        _isStandardError = isStandardError;
        _attachments = attachments;
        if (s_output == null)
            s_output = Memory(OutputBytes);
    }

    /// <summary>-1 after the end.</summary>
    public int Descriptor { get; private set; }

    /// <summary>Gives a new client earlier output that is not in the log yet, because its line has not ended.</summary>
    public void GivePending(Attachment attachment)
    {
        if (_pending > 0)
            attachment.Add(_isStandardError ? 2 : 1, _input, _pending);
    }

    /// <summary>Reads the available bytes and returns their number; 0 at the end of the stream or when there are none now.</summary>
    public int Pump()
    {
        var count = Syscall.Try(SyscallNumber.Read, Descriptor, (nint)(_input + _pending), InputBytes - _pending);
        if (count == -Errno.EAGAIN)
            return 0;

        // A pipe that nobody writes to any more.
        if (count <= 0)
        {
            Finish();
            return 0;
        }

        if (_attachments.Count > 0)
            _attachments.Output(_isStandardError ? 2 : 1, _input + _pending, (int)count);
        if (_file is null)
            return (int)count;
        CriRecord.WritePrefix(_prefix, Clock.UnixNanoseconds(), _isStandardError);
        var start = 0;
        var end = _pending + (int)count;
        while (start < end)
        {
            var rest = new ReadOnlySpan<byte>(_input + start, end - start);
            var line = rest.IndexOf((byte)'\n');
            var length = line < 0 ? rest.Length : line;
            if (length > CriRecord.ChunkBytes)
                length = CriRecord.ChunkBytes;
            else if (line < 0 && length < CriRecord.ChunkBytes)
                break;
            var isFull = line == length;
            Record(_input + start, length, isFull);
            start += isFull ? length + 1 : length;
        }

        Flush();
        _pending = end - start;
        if (_pending > 0 && start > 0)
            Buffer.MemoryCopy(_input + start, _input, InputBytes, _pending);
        return (int)count;
    }

    /// <summary>Writes the rest without a line end, as the last piece, and closes.</summary>
    public void Finish()
    {
        if (Descriptor < 0)
            return;
        if (_pending > 0)
        {
            CriRecord.WritePrefix(_prefix, Clock.UnixNanoseconds(), _isStandardError);
            Record(_input, _pending, isFull: false);
            Flush();
            _pending = 0;
        }

        RawFile.Close(Descriptor);
        Descriptor = -1;
    }

    private void Record(byte* content, int length, bool isFull)
    {
        var size = CriRecord.PrefixBytes + length + 1;
        if (_filled + size > OutputBytes)
            Flush();
        if (_file!.IsFull(_filled, size, _withinLine))
        {
            Flush();
            _file!.Rotate();
        }

        var output = s_output + _filled;
        _prefix.CopyTo(new Span<byte>(output, CriRecord.PrefixBytes));
        if (!isFull)
            output[CriRecord.TagOffset] = (byte)'P';
        Buffer.MemoryCopy(content, output + CriRecord.PrefixBytes, length, length);
        output[size - 1] = (byte)'\n';
        _filled += size;
        _withinLine = !isFull;
    }

    private void Flush()
    {
        if (_filled > 0)
            _file!.Append(s_output, _filled);
        _filled = 0;
    }

    private static byte* Memory(int bytes) => (byte*)System.Runtime.InteropServices.NativeMemory.Alloc((nuint)bytes);
}
