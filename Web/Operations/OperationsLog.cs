namespace Panel.Web.Operations;

internal static partial class OperationsLog
{
    [LoggerMessage(1100, LogLevel.Error, "The audit history cannot be written; {Operation} of {Target} was refused")]
    public static partial void AuditUnavailable(ILogger logger, string operation, string target, Exception error);

    [LoggerMessage(1101, LogLevel.Warning, "The outcome of audit row {Entry} ({Result}) could not be written and is tried again")]
    public static partial void OutcomeDelayed(ILogger logger, long entry, AuditResult result, Exception error);

    [LoggerMessage(1102, LogLevel.Error, "The outcome of audit row {Entry} was never written: {Result} {Message}")]
    public static partial void OutcomeLost(ILogger logger, long entry, AuditResult result, string? message);
}
