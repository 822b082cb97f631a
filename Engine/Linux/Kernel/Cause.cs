using System.ComponentModel;
using System.Text.Json;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Linux.Kernel;

/// <summary>Why something failed, in words for people. The message of a .NET exception names types, paths and internals, and its language
/// depends on the machine, so it belongs only in the log.</summary>
public static class Cause
{
    // Values above it are .NET's own (HRESULT); below it .NET stores the kernel's error number.
    private const int HighestErrno = 4095;

    /// <summary>Part of a sentence, without a final full stop.</summary>
    public static string Of(Exception error) => error switch
    {
        KernelException kernel => kernel.Message,
        NetlinkException netlink => netlink.Message.TrimEnd('.'),
        Win32Exception call => Errno.Describe(call.NativeErrorCode),
        JsonException json => $"it is not valid JSON of its kind, at line {(json.LineNumber ?? 0) + 1}",
        FileNotFoundException or DirectoryNotFoundException => "it is not there",
        EndOfStreamException => "it ends early",
        UnauthorizedAccessException => "access to it is denied",
        InvalidDataException => "its data is damaged",
        IOException { HResult: > 0 and <= HighestErrno } io => Errno.Describe(io.HResult),
        { InnerException: Win32Exception or IOException } outer => Of(outer.InnerException),
        IOException => "it cannot be read or written",
        OperationCanceledException => "it was cancelled",
        TimeoutException => "it took too long",
        _ => "something unexpected happened, and the panel's log says what",
    };
}
