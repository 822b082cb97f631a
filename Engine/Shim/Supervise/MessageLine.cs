using System.Text.Json;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Protocol;

namespace Panel.Engine.Shim.Supervise;

internal static unsafe class MessageLine
{
    public static byte[] Of(ShimMessage message) => [.. JsonSerializer.SerializeToUtf8Bytes(message, ProtocolJson.Default.ShimMessage), (byte)'\n'];

    /// <summary>One write; false when the reader is gone or does not read. Lines are far below PIPE_BUF, so they are never torn.</summary>
    public static bool TryWrite(int descriptor, byte[] line)
    {
        fixed (byte* data = line)
            return Syscall.Try(SyscallNumber.Write, descriptor, (nint)data, line.Length) == line.Length;
    }
}
