using Microsoft.Extensions.Logging;

namespace Panel.Engine.Native.Logs;

internal static partial class LogReaderLog
{
    [LoggerMessage(3100, LogLevel.Warning, "inotify is not available (errno {Errno}); logs are polled.")]
    public static partial void NoInotify(ILogger logger, int errno);

    [LoggerMessage(3101, LogLevel.Warning, "{Directory} cannot be watched (errno {Errno}; fs.inotify.max_user_watches?); its log is polled.")]
    public static partial void NoWatch(ILogger logger, string directory, int errno);
}
