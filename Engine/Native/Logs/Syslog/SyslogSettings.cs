using System.Globalization;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Logs.Syslog;

/// <summary>The format of a message.</summary>
internal enum SyslogFormat
{
    /// <summary>As a local program writes it: RFC 3164 without a host.</summary>
    Local,

    /// <summary>RFC 3164, "The BSD syslog Protocol".</summary>
    Rfc3164,

    /// <summary>RFC 5424, "The Syslog Protocol", with seconds.</summary>
    Rfc5424,

    /// <summary>The same with microseconds.</summary>
    Rfc5424Micro,
}

/// <summary>The destination and format of a container's log: the options of Docker's driver.</summary>
/// <param name="Address"><c>unix</c>, <c>unixgram</c>, <c>udp</c> or <c>tcp</c> with a path or a host and a port.</param>
/// <param name="Facility">0 to 23 (RFC 5424, section 6.2.1).</param>
/// <param name="Format">The format of messages.</param>
/// <param name="Tag">Docker's template, such as <c>{{.Name}}</c>.</param>
internal sealed record SyslogSettings(Uri Address, int Facility, SyslogFormat Format, string Tag)
{
    private const int Port = 514;
    private const string DefaultTag = "{{.ID}}";

    private static readonly string[] s_known = ["syslog-address", "syslog-facility", "syslog-format", "tag", "labels", "labels-regex", "env", "env-regex", "mode", "max-buffer-size", "cache-disabled", "cache-max-size", "cache-max-file", "cache-compress"];

    // RFC 5424, table 1, in Docker's spelling.
    private static readonly string[] s_facilities =
    [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "", "", "", "",
        "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ];

    /// <exception cref="InvalidInputException">An option is wrong.</exception>
    public static SyslogSettings Read(IReadOnlyDictionary<string, string> options)
    {
        if (options.Keys.FirstOrDefault(key => !s_known.Contains(key)) is { } unknown)
            throw Wrong($"unknown log opt '{unknown}' for syslog log driver; TLS is not served, the others are {string.Join(", ", s_known)}.");
        return new(
            ReadAddress(options.GetValueOrDefault("syslog-address", "")), ReadFacility(options.GetValueOrDefault("syslog-facility", "")),
            options.GetValueOrDefault("syslog-format", "") switch
            {
                "" => SyslogFormat.Local,
                "rfc3164" => SyslogFormat.Rfc3164,
                "rfc5424" => SyslogFormat.Rfc5424,
                "rfc5424micro" => SyslogFormat.Rfc5424Micro,
                var other => throw Wrong($"The syslog format '{other}' must be rfc3164, rfc5424 or rfc5424micro."),
            },
            options.GetValueOrDefault("tag") is { Length: > 0 } tag ? CheckTag(tag) : DefaultTag);
    }

    private static Uri ReadAddress(string text)
    {
        if (text.Length == 0) return new("unixgram:///dev/log");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address)) throw WrongAddress(text);
        return address.Scheme switch
        {
            "unix" or "unixgram" when address.AbsolutePath.Length > 1 && address.Host.Length == 0 => address,
            "udp" or "tcp" when address.Host.Length > 0 && address.AbsolutePath is "/" or "" => address.Port > 0 ? address : new UriBuilder(address) { Port = Port }.Uri,
            _ => throw WrongAddress(text),
        };
    }

    private static InvalidInputException WrongAddress(string text) =>
        Wrong($"The syslog address '{text}' must be like unixgram:///dev/log, unix:///path, udp://host:514 or tcp://host:514; TLS is not served.");

    private static int ReadFacility(string text)
    {
        if (text.Length == 0) return Array.IndexOf(s_facilities, "daemon");
        if (Array.IndexOf(s_facilities, text) is >= 0 and var named) return named;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < s_facilities.Length ? number
            : throw Wrong($"The syslog facility '{text}' must be a number from 0 to 23, or a name such as daemon or local0.");
    }

    private static string CheckTag(string tag) => LogTag.UnknownFieldOf(tag) is not { } unknown ? tag
        : throw Wrong($"The log tag '{tag}' names {unknown}; there are {string.Join(", ", LogTag.Fields)}.");

    private static InvalidInputException Wrong(string message) => new(message, nameof(ContainerSpec.LogOptions));
}
