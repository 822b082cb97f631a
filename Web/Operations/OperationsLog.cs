namespace Panel.Web.Operations;

internal static partial class OperationsLog
{
    [LoggerMessage(1100, LogLevel.Error, "The audit history cannot be written; {Operation} of {Target} was refused")]
    public static partial void AuditUnavailable(ILogger logger, string operation, string target, Exception error);

    [LoggerMessage(1101, LogLevel.Warning, "The outcome of audit row {Entry} ({Result}) could not be written and is tried again")]
    public static partial void OutcomeDelayed(ILogger logger, long entry, AuditResult result, Exception error);

    [LoggerMessage(1102, LogLevel.Error, "The outcome of audit row {Entry} was never written: {Result} {Message}")]
    public static partial void OutcomeLost(ILogger logger, long entry, AuditResult result, string? message);

    [LoggerMessage(1103, LogLevel.Warning, "{Rows} operations were under way when the panel last stopped; the audit history calls them interrupted")]
    public static partial void RowsInterrupted(ILogger logger, int rows);
}
