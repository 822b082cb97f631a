using System.ComponentModel;
using System.Text.Json;
using Panel.Engine.Linux.Netlink;

namespace Panel.Engine.Linux.Kernel;

/// <summary>
/// Why something failed, in words for people: what an exception of .NET says itself names types, paths and insides, and is in another language
/// on another machine. Its own text belongs into the log only.
/// </summary>
public static class Cause
{
    // Above it results are .NET's own (HRESULT), below it .NET keeps the kernel's error number.
    private const int HighestErrno = 4095;

    /// <summary>Part of a sentence, without a full stop at its end.</summary>
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
