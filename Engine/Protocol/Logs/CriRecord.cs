using System.Globalization;
using System.Text;

namespace Panel.Engine.Protocol.Logs;

/// <summary>
/// The CRI text format (kubernetes/design-proposals, CRI logging): <c>&lt;RFC3339Nano UTC&gt; stdout|stderr F|P &lt;content&gt;\n</c>. P
/// marks a piece of a line that continues in the next record of the same stream, F the last piece. A P with less than
/// <see cref="ChunkBytes"/> is the end of a stream without a line feed.
/// </summary>
public static class CriRecord
{
    /// <summary>Longer lines are cut into pieces of this many bytes.</summary>
    public const int ChunkBytes = 16 * 1024;

    /// <summary>Bytes before the content: <c>2026-11-24T21:17:02.123456789Z stdout F </c>.</summary>
    public const int PrefixBytes = 30 + 1 + 6 + 1 + 1 + 1;

    /// <summary>Writes the prefix for a full record; the tag is at <see cref="TagOffset"/>.</summary>
    public static void WritePrefix(Span<byte> destination, long unixNanoseconds, bool isStandardError)
    {
        var time = DateTime.UnixEpoch.AddTicks(unixNanoseconds / 100);
        Span<char> text = stackalloc char[PrefixBytes];
        time.TryFormat(text, out _, "yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture);
        var rest = (int)(unixNanoseconds % 100);
        text[27] = (char)('0' + (rest / 10));
        text[28] = (char)('0' + (rest % 10));
        (isStandardError ? "Z stderr F " : "Z stdout F ").CopyTo(text[29..]);
        Encoding.ASCII.GetBytes(text, destination);
    }

    public const int TagOffset = PrefixBytes - 2;
}
