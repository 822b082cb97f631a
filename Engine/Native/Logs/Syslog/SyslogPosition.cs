using System.Globalization;
using System.Text;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Logs.Syslog;

/// <summary>How much of a log was sent. Lines from one read have the same time, so the time alone is not enough.</summary>
/// <param name="UnixNanoseconds">Time of the last line sent.</param>
/// <param name="Count">The number of lines with that time that were sent.</param>
internal record struct SyslogPosition(long UnixNanoseconds, int Count)
{
    /// <summary>An unreadable position means the beginning: twice is better than never.</summary>
    public static SyslogPosition Load(string file)
    {
        var words = File.Exists(file) ? File.ReadAllText(file).Split(' ') : [];
        return words.Length == 2 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? new(time, count) : default;
    }

    /// <exception cref="IOException">The disk rejected the write.</exception>
    public readonly void Save(string file) =>
        AtomicFile.WriteUnsynced(file, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{UnixNanoseconds} {Count}")));

    /// <summary>The position after one more line.</summary>
    public readonly SyslogPosition After(long unixNanoseconds) => new(unixNanoseconds, unixNanoseconds == UnixNanoseconds ? Count + 1 : 1);

    /// <summary>Whether the next line with this time was already sent; counts it.</summary>
    public bool TakesNext(long unixNanoseconds)
    {
        if (unixNanoseconds != UnixNanoseconds || Count == 0) return false;
        Count--;
        return true;
    }
}
