using System.Globalization;
using System.Text;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Logs.Syslog;

/// <summary>How far a log was sent. Lines that were read together have one time, so the time alone does not tell.</summary>
/// <param name="UnixNanoseconds">Time of the last line sent.</param>
/// <param name="Count">How many lines of that time were sent.</param>
internal record struct SyslogPosition(long UnixNanoseconds, int Count)
{
    /// <summary>What cannot be read means from the beginning: twice is better than never.</summary>
    public static SyslogPosition Load(string file)
    {
        var words = File.Exists(file) ? File.ReadAllText(file).Split(' ') : [];
        return words.Length == 2 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? new(time, count) : default;
    }

    /// <exception cref="IOException">The disk does not take it.</exception>
    public readonly void Save(string file) =>
        AtomicFile.WriteUnsynced(file, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{UnixNanoseconds} {Count}")));

    /// <summary>After one line more.</summary>
    public readonly SyslogPosition After(long unixNanoseconds) => new(unixNanoseconds, unixNanoseconds == UnixNanoseconds ? Count + 1 : 1);

    /// <summary>Whether the next line of this time was sent already; counts it.</summary>
    public bool TakesNext(long unixNanoseconds)
    {
        if (unixNanoseconds != UnixNanoseconds || Count == 0) return false;
        Count--;
        return true;
    }
}
