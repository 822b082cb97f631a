using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Images;

/// <summary>Parses the value of <c>HEALTHCHECK</c>: <c>NONE</c>, or flags, <c>CMD</c> and a command.</summary>
internal static class HealthCheckChange
{
    /// <exception cref="ApiException">The value is invalid.</exception>
    public static HealthCheck Read(string value, string change)
    {
        var check = new HealthCheck();
        var rest = value.Trim();
        while (rest.StartsWith("--", StringComparison.Ordinal))
        {
            var (flag, more) = Split(rest);
            Set(check, flag, change);
            rest = more;
        }

        var (word, command) = Split(rest);
        check.Test = (word.ToUpperInvariant(), command) switch
        {
            ("NONE", "") => ["NONE"],
            ("CMD", ['[', ..]) => ["CMD", .. ImageChange.Command(command)],
            ("CMD", not "") => ["CMD-SHELL", command],
            _ => throw ApiException.Bad($"The change '{change}' must have NONE, or CMD and a command."),
        };
        return check;
    }

    private static (string Word, string Remainder) Split(string text)
    {
        var parts = text.Split(' ', 2, StringSplitOptions.TrimEntries);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    private static void Set(HealthCheck check, string flag, string change)
    {
        var parts = flag.Split('=', 2);
        var value = parts.Length > 1 ? parts[1] : "";
        switch (parts[0])
        {
            case "--interval": check.Interval = Span(value, change); break;
            case "--timeout": check.Timeout = Span(value, change); break;
            case "--start-period": check.StartPeriod = Span(value, change); break;
            case "--start-interval": check.StartInterval = Span(value, change); break;
            case "--retries" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var retries): check.Retries = retries; break;
            default: throw ApiException.Bad($"The change '{change}' takes --interval, --timeout, --start-period, --start-interval and --retries with a value, not '{flag}'.");
        }
    }

    private static TimeSpan Span(string value, string change) =>
        GoDuration.TryParse(value, out var span) ? span : throw ApiException.Bad($"The change '{change}' must have a time such as 30s, not '{value}'.");
}
