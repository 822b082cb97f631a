using System.Runtime.InteropServices;

namespace Panel.Engine.Linux.NetFilter;

/// <summary>Runs nftables commands in this process through libnftables, one transaction per call.</summary>
public static unsafe partial class Nftables
{
    // NFT_CTX_OUTPUT_HANDLE and NFT_CTX_OUTPUT_NUMERIC_PROTO
    private const uint ShowHandles = 1 << 3, ProtocolNumbers = 1 << 7;

    /// <summary>Runs commands in nft's language, all or none of them.</summary>
    /// <param name="commands">The commands.</param>
    /// <param name="handles">Whether listings include each object's handle: a number that no other object ever has.</param>
    /// <returns>The output of the commands.</returns>
    /// <exception cref="NftablesException">nftables refused the commands, or libnftables is not installed.</exception>
    public static string Run(string commands, bool handles = false)
    {
        // libnftables ends the process when it cannot open netlink, so check that first.
        Netlink.NetlinkSocket.Netfilter().Dispose();
        try
        {
            return RunInContext(commands, handles);
        }
        catch (DllNotFoundException error)
        {
            throw new NftablesException("libnftables.so.1 is missing; install the package libnftables1.", error);
        }
    }

    private static string RunInContext(string commands, bool handles)
    {
        var context = ContextNew(0);
        if (context == 0) throw new NftablesException("libnftables gave no context.");
        try
        {
            ContextSetFlags(context, ProtocolNumbers | (handles ? ShowHandles : 0));
            _ = ContextBufferOutput(context);
            _ = ContextBufferError(context);
            if (RunFromBuffer(context, commands) == 0) return Marshal.PtrToStringUTF8(ContextOutputBuffer(context)) ?? "";
            var message = Marshal.PtrToStringUTF8(ContextErrorBuffer(context))?.Trim();
            throw new NftablesException(string.IsNullOrEmpty(message) ? "nftables refused the commands." : message);
        }
        finally
        {
            ContextFree(context);
        }
    }

    private const string Library = "libnftables.so.1";

    [LibraryImport(Library, EntryPoint = "nft_ctx_new")]
    private static partial nint ContextNew(uint flags);

    [LibraryImport(Library, EntryPoint = "nft_ctx_free")]
    private static partial void ContextFree(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_output_set_flags")]
    private static partial void ContextSetFlags(nint context, uint flags);

    [LibraryImport(Library, EntryPoint = "nft_ctx_buffer_output")]
    private static partial int ContextBufferOutput(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_buffer_error")]
    private static partial int ContextBufferError(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_get_output_buffer")]
    private static partial nint ContextOutputBuffer(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_get_error_buffer")]
    private static partial nint ContextErrorBuffer(nint context);

    [LibraryImport(Library, EntryPoint = "nft_run_cmd_from_buffer", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RunFromBuffer(nint context, string commands);
}

/// <summary>nftables refused commands.</summary>
public sealed class NftablesException(string message, Exception? inner = null) : Exception(message, inner);
