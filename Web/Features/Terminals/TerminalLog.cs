namespace Panel.Web.Features.Terminals;

internal static partial class TerminalLog
{
    [LoggerMessage(1300, LogLevel.Error, "The terminal of exec {ExecId} failed")]
    public static partial void Failed(ILogger logger, string execId, Exception failure);
}
