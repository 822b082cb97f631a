namespace Panel.Web.Features.Recordings;

internal static partial class RecordingLog
{
    [LoggerMessage(1310, LogLevel.Error, "The recording {Id} ended before its terminal")]
    public static partial void Broken(ILogger logger, string id, Exception failure);

    [LoggerMessage(1311, LogLevel.Warning, "The end of recording {Id} could not be written to the database; it will be written later")]
    public static partial void EndDelayed(ILogger logger, string id, Exception failure);
}
