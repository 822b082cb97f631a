using System.Globalization;
using System.Text;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Logs.Syslog;

/// <summary>A log line as a syslog message.</summary>
internal static class SyslogMessage
{
    // RFC 5424, table 2: the severities of Docker's driver for standard error and standard output.
    private const int Error = 3, Information = 6;

    /// <param name="settings">Facility and format.</param>
    /// <param name="tag">The tag, filled in.</param>
    /// <param name="host">This machine's name.</param>
    /// <param name="entry">The line.</param>
    public static byte[] Write(SyslogSettings settings, string tag, string host, LogEntry entry)
    {
        var priority = (settings.Facility * 8) + (entry.Stream == LogStream.Stderr ? Error : Information);
        var process = Environment.ProcessId;
        var head = settings.Format switch
        {
            SyslogFormat.Local => $"<{priority}>{Stamp(entry.Time)} {tag}[{process}]: ",
            SyslogFormat.Rfc3164 => $"<{priority}>{Stamp(entry.Time)} {host} {tag}[{process}]: ",
            SyslogFormat.Rfc5424 => $"<{priority}>1 {entry.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {host} {Name(tag, 48)} {process} {Name(tag, 32)} - ",
            _ => $"<{priority}>1 {entry.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ} {host} {Name(tag, 48)} {process} {Name(tag, 32)} - ",
        };
        return [.. Encoding.UTF8.GetBytes(head), .. entry.Content.Span];
    }

    // RFC 3164, section 4.1.2: local time, the day padded with a space.
    private static string Stamp(DateTimeOffset time)
    {
        var local = time.ToLocalTime();
        return string.Create(CultureInfo.InvariantCulture, $"{local:MMM} {local.Day,2} {local:HH:mm:ss}");
    }

    // RFC 5424, section 6: APP-NAME has at most 48 characters and MSGID 32, all of them printable ASCII.
    private static string Name(string tag, int most) => string.Concat(tag.Select(character => character < (char)127 ? character : '_').Take(most));
}
