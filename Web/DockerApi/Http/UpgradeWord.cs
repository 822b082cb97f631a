using System.Buffers;
using System.Runtime.InteropServices;

namespace Panel.Web.DockerApi.Http;

/// <summary>The word <c>Upgrade</c> in a request's <c>Connection</c> header, for which Kestrel refuses a request with a body.</summary>
internal static class UpgradeWord
{
    private static readonly byte[] Header = [.. "connection:"u8];
    private static readonly byte[] Word = [.. "upgrade"u8];
    private static readonly byte[] Instead = [.. "close  "u8];

    /// <summary>Overwrites the word with <c>close</c>, which is true of every request here; the <c>Upgrade</c> header stays for the
    /// handler. The bytes change in place, in the connection's buffers, so that no byte of a request is copied or pushed back.</summary>
    /// <param name="head">The head of a request, in the pipe's own buffers.</param>
    public static void Hide(ReadOnlySequence<byte> head)
    {
        var bytes = head.ToArray();
        for (var line = 0; line < bytes.Length; line = Next(bytes, line))
        {
            var end = Next(bytes, line);
            if (!StartsWith(bytes.AsSpan(line, end - line), Header)) continue;
            for (var at = line + Header.Length; at < end; at++)
            {
                if (StartsWith(bytes.AsSpan(at, end - at), Word)) Overwrite(head.Slice(at, Word.Length));
            }
        }
    }

    private static int Next(byte[] bytes, int line) => Array.IndexOf(bytes, (byte)'\n', line) is >= 0 and var feed ? feed + 1 : bytes.Length;

    private static bool StartsWith(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> lower) =>
        bytes.Length >= lower.Length && System.Text.Ascii.EqualsIgnoreCase(bytes[..lower.Length], lower);

    private static void Overwrite(ReadOnlySequence<byte> place)
    {
        var done = 0;
        foreach (var part in place)
        {
            Instead.AsSpan(done, part.Length).CopyTo(MemoryMarshal.AsMemory(part).Span);
            done += part.Length;
        }
    }
}
