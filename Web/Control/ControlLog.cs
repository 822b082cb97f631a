namespace Panel.Web.Control;

internal static partial class ControlLog
{
    [LoggerMessage(1340, LogLevel.Warning, "The user {Uid} (process {Pid}) tried to use the command panel and was refused")]
    public static partial void Refused(ILogger logger, uint uid, int pid);

    [LoggerMessage(1341, LogLevel.Error, "The command panel cannot be served now; the panel will try again")]
    public static partial void NotAccepted(ILogger logger, Exception error);

    [LoggerMessage(1342, LogLevel.Debug, "A caller of the command panel left before its answer")]
    public static partial void Gone(ILogger logger, Exception error);
}
