using Microsoft.EntityFrameworkCore;

namespace Panel.Data;

/// <summary>Closes the rows of operations whose panel died.</summary>
public static class AuditInterruption
{
    /// <summary>What the history says of them.</summary>
    public const string Message = "The panel stopped before it could record the outcome.";

    /// <summary>
    /// Makes every row without an outcome that <paramref name="panel"/> wrote <see cref="AuditResult.Interrupted"/> and returns how many there
    /// were. Called before that panel begins an operation; other panels' rows stay, because theirs may still run.
    /// </summary>
    public static Task<int> InterruptStartedAsync(this DbSet<AuditEntry> audit, string panel, CancellationToken cancellationToken) =>
        audit.Where(entry => entry.Result == AuditResult.Started && entry.Panel == panel).ExecuteUpdateAsync(set => set
            .SetProperty(entry => entry.Result, AuditResult.Interrupted)
            .SetProperty(entry => entry.Message, Message), cancellationToken);
}
