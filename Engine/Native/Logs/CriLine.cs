using Panel.Engine.Contract;
using Panel.Engine.Protocol.Logs;

namespace Panel.Engine.Native.Logs;

/// <summary>The header of a line in a CRI log: <c>2026-01-02T03:04:05.123456789Z stdout F content</c>; P instead of F when more of the line
/// follows.</summary>
internal readonly record struct CriLine(long UnixNanoseconds, LogStream Stream, bool Partial, int ContentStart)
{
    /// <summary>Length of the longest header.</summary>
    public const int MaxHead = 48;

    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Whether this is the end of a stream without a line feed, and not a piece of a longer line.</summary>
    /// <param name="contentLength">Bytes of its content.</param>
    public bool IsUnterminated(long contentLength) => Partial && contentLength < CriRecord.ChunkBytes;

    /// <summary>Parses a line, or at least its first <see cref="MaxHead"/> bytes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out CriLine head)
    {
        head = default;
        if (line.Length < 20 || !TryTime(line, out var time, out var at)) return false;
        LogStream stream;
        var rest = line[at..];
        if (rest.StartsWith(" stdout "u8)) stream = LogStream.Stdout;
        else if (rest.StartsWith(" stderr "u8)) stream = LogStream.Stderr;
        else return false;
        at += 8;
        if (line.Length <= at || line[at] is not ((byte)'F' or (byte)'P')) return false;
        var partial = line[at++] == 'P';
        if (line.Length > at)
        {
            if (line[at] != ' ') return false;
            at++;
        }
        head = new(time, stream, partial, at);
        return true;
    }

    private static bool TryTime(ReadOnlySpan<byte> line, out long nanoseconds, out int length)
    {
        (nanoseconds, length) = (0, 0);
        if (line[4] != '-' || line[7] != '-' || line[10] != 'T' || line[13] != ':' || line[16] != ':') return false;
        int year = Digits(line, 0, 4), month = Digits(line, 5, 2), day = Digits(line, 8, 2);
        int hour = Digits(line, 11, 2), minute = Digits(line, 14, 2), second = Digits(line, 17, 2);
        // The years 1678 to 2261 fit into 64-bit nanoseconds.
        if (year is < 1678 or > 2261 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60) return false;
        var at = 19;
        long fraction = 0;
        if (line[at] == '.')
        {
            var scale = NanosecondsPerSecond;
            for (at++; at < line.Length && line[at] is >= (byte)'0' and <= (byte)'9'; at++)
            {
                if ((scale /= 10) == 0) return false;
                fraction += (line[at] - '0') * scale;
            }
        }
        if (at >= line.Length || line[at] != 'Z') return false;
        var days = (new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerDay;
        nanoseconds = (days * 86400 + hour * 3600 + minute * 60 + second) * NanosecondsPerSecond + fraction;
        length = at + 1;
        return true;
    }

    // -1, which is outside every range, if a character is not a digit.
    private static int Digits(ReadOnlySpan<byte> text, int start, int count)
    {
        var number = 0;
        foreach (var letter in text.Slice(start, count))
        {
            if (letter is < (byte)'0' or > (byte)'9') return -1;
            number = number * 10 + (letter - '0');
        }
        return number;
    }
}
