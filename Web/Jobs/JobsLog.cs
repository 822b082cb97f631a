namespace Panel.Web.Jobs;

internal static partial class JobsLog
{
    [LoggerMessage(1350, LogLevel.Warning, "The log of job {Id} cannot be written; the job continues without it")]
    public static partial void LogBroken(ILogger logger, string id, Exception error);

    [LoggerMessage(1351, LogLevel.Warning, "The state of job {Id} could not be written to the database; the panel will try again")]
    public static partial void StateDelayed(ILogger logger, string id, Exception error);

    [LoggerMessage(1352, LogLevel.Warning, "{Count} jobs were running when the panel last stopped; they are marked as interrupted")]
    public static partial void Interrupted(ILogger logger, int count);
}
