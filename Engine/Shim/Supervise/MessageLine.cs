using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Shim.Supervise;

internal static unsafe class MessageLine
{
    /// <summary>Sends a line with one write; false when the reader is gone or does not read. Lines are far below PIPE_BUF, so they are
    /// never torn.</summary>
    public static bool TryWrite(int descriptor, byte[] line)
    {
        fixed (byte* data = line)
            return Syscall.Try(SyscallNumber.Write, descriptor, (nint)data, line.Length) == line.Length;
    }
}
