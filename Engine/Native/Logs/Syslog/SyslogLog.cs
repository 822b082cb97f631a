using Microsoft.Extensions.Logging;

namespace Panel.Engine.Native.Logs.Syslog;

internal static partial class SyslogLog
{
    [LoggerMessage(4300, LogLevel.Warning, "The log of container {Name} cannot be sent to {Address}; it is kept and sent when the server is back")]
    public static partial void SyslogDown(this ILogger logger, Exception exception, string name, Uri address);

    [LoggerMessage(4301, LogLevel.Information, "The log of container {Name} is sent to {Address} again")]
    public static partial void SyslogBack(this ILogger logger, string name, Uri address);

    [LoggerMessage(4302, LogLevel.Warning, "Cannot save how much of the log of container {Name} was sent")]
    public static partial void SyslogPositionNotSaved(this ILogger logger, Exception exception, string name);
}
