using Microsoft.EntityFrameworkCore;

namespace Panel.Data;

/// <summary>Closes the audit rows of operations whose panel died.</summary>
public static class AuditInterruption
{
    /// <summary>The message of such rows.</summary>
    public const string Message = "The panel stopped before it could record the outcome.";

    /// <summary>
    /// Sets every row of <paramref name="panel"/> without an outcome to <see cref="AuditResult.Interrupted"/> and returns their number.
    /// Called before that panel begins an operation; other panels' rows stay, because those operations may still be running.
    /// </summary>
    public static Task<int> InterruptStartedAsync(this DbSet<AuditEntry> audit, string panel, CancellationToken cancellationToken) =>
        audit.Where(entry => entry.Result == AuditResult.Started && entry.Panel == panel).ExecuteUpdateAsync(set => set
            .SetProperty(entry => entry.Result, AuditResult.Interrupted)
            .SetProperty(entry => entry.Message, Message), cancellationToken);
}
