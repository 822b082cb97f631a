namespace Panel.Web.Schedules;

internal static partial class ScheduleLog
{
    [LoggerMessage(1330, LogLevel.Error, "The scheduled work {Name} failed; it is done again at its next time")]
    public static partial void Failed(ILogger logger, string name, Exception error);

    [LoggerMessage(1331, LogLevel.Warning, "The times of scheduled work could not be written to {Path}")]
    public static partial void NotKept(ILogger logger, string path, Exception error);

    [LoggerMessage(1332, LogLevel.Warning, "The times of scheduled work could not be read; the file is now {Path}")]
    public static partial void Unreadable(ILogger logger, string path, Exception error);

    [LoggerMessage(1333, LogLevel.Information, "The scheduled work {Name} was due at {Due} while the panel was down; it runs now")]
    public static partial void Missed(ILogger logger, string name, DateTimeOffset due);
}
