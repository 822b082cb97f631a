namespace Panel.Web.Operations;

internal static partial class OperationsLog
{
    [LoggerMessage(1100, LogLevel.Error, "The audit history cannot be written; {Operation} of {Target} was refused")]
    public static partial void AuditUnavailable(ILogger logger, string operation, string target, Exception error);

    [LoggerMessage(1101, LogLevel.Warning, "The outcome of audit row {Entry} ({Result}) could not be written and is tried again")]
    public static partial void OutcomeDelayed(ILogger logger, long entry, AuditResult result, Exception error);

    [LoggerMessage(1102, LogLevel.Error, "The outcome of audit row {Entry} was never written: {Result} {Message}")]
    public static partial void OutcomeLost(ILogger logger, long entry, AuditResult result, string? message);

    [LoggerMessage(1103, LogLevel.Warning, "{Rows} operations were running when the panel last stopped; the audit history marks them as interrupted")]
    public static partial void RowsInterrupted(ILogger logger, int rows);

    [LoggerMessage(1104, LogLevel.Warning, "The audit history has no room; {Actor} does {Operation} of {Target}, which frees space, and the row is written later")]
    public static partial void RowDeferred(ILogger logger, string actor, string operation, string target);

    [LoggerMessage(1105, LogLevel.Error, "An audit row was never written: {Actor} {Operation} {Target} {Result} {Message}")]
    public static partial void RowLost(ILogger logger, string actor, string operation, string target, AuditResult result, string? message);

    [LoggerMessage(1106, LogLevel.Debug, "The audit row of {Operation} of {Target} still finds no room")]
    public static partial void RowDelayed(ILogger logger, string operation, string target, Exception error);

    [LoggerMessage(1107, LogLevel.Error, "The audit history did not reach the disk; what was written last may be lost in a power cut")]
    public static partial void NotFlushed(ILogger logger, Exception error);
}
