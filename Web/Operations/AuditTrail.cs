using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Web.Configuration;

namespace Panel.Web.Operations;

/// <summary>The audit history in the database.</summary>
public sealed class AuditTrail(
    AuditWriter writer, AuditFlush flush, IDbContextFactory<PanelDbContext> contexts, PendingAuditOutcomes pending, DeferredAuditRows deferred, PanelIdentity panel,
    TimeProvider time, ILogger<AuditTrail> logger) : IAuditTrail
{
    // Flushes committed rows. Whoever completes a row waits for its flush, so that no answer is sent before the row is on the disk (ADR
    // 0020).
    private readonly ConcurrentDictionary<long, Task> _flushes = new();

    /// <inheritdoc />
    public async Task<long> BeginAsync(Actor actor, string operation, string target, string? details, CancellationToken cancellationToken)
    {
        var entry = await AddAsync(Entry(actor, operation, target, details), cancellationToken);
        _flushes[entry] = FlushAsync();
        return entry;
    }

    /// <inheritdoc />
    public long Defer(Actor actor, string operation, string target, string? details)
    {
        var entry = Entry(actor, operation, target, details);
        OperationsLog.RowDeferred(logger, entry.ActorName, operation, entry.Target);
        return deferred.Begin(entry);
    }

    /// <inheritdoc />
    public async Task RecordAsync(Actor actor, string operation, string target, AuditResult result, string? message, string? details, CancellationToken cancellationToken)
    {
        var entry = Entry(actor, operation, target, details);
        entry.Result = result;
        entry.Message = Fit(message, 2048);
        entry.CompletedAt = entry.Time;
        await AddAsync(entry, cancellationToken);
        await FlushAsync();
    }

    /// <inheritdoc />
    public async Task CompleteAsync(long entry, AuditResult result, string? message)
    {
        var outcome = new AuditOutcome(entry, result, Fit(message, 2048), time.GetUtcNow().UtcDateTime);
        if (DeferredAuditRows.Holds(entry))
        {
            deferred.End(outcome);
            return;
        }

        try
        {
            await WriteAsync(outcome, CancellationToken.None);
        }
        catch (Exception error) when (IsDatabaseFault(error))
        {
            // The change has happened; its outcome waits until the database answers again.
            OperationsLog.OutcomeDelayed(logger, entry, result, error);
            pending.Add(outcome);
        }

        if (_flushes.TryRemove(entry, out var begun)) await begun;
    }

    /// <summary>Closes the rows that an earlier run of this panel left open. Runs at start, before any operation.</summary>
    /// <exception cref="StartUpException">The database rejected the change.</exception>
    public async Task InterruptStartedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var database = await contexts.CreateDbContextAsync(cancellationToken);
            var rows = await database.Audit.InterruptStartedAsync(panel.Id, cancellationToken);
            if (rows > 0) OperationsLog.RowsInterrupted(logger, rows);
        }
        catch (Exception error) when (IsDatabaseFault(error))
        {
            throw new StartUpException($"The audit history cannot be written: {error.Message}", error);
        }
    }

    internal async Task WriteAsync(AuditOutcome outcome, CancellationToken cancellationToken)
    {
        await writer.EndAsync(outcome.Entry, outcome.Result, outcome.Message, outcome.CompletedAt, cancellationToken);
        // Nobody waits: if a power cut loses the outcome, the row is marked as interrupted.
        _ = FlushAsync();
    }

    internal async Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        await writer.AddAsync(entry, cancellationToken);
        await FlushAsync();
    }

    internal static bool IsDatabaseFault(Exception error) => error is DbException or DbUpdateException or TimeoutException or InvalidOperationException { InnerException: DbException };

    private async Task<long> AddAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await writer.AddAsync(entry, cancellationToken);
            return entry.Id;
        }
        catch (Exception error) when (IsDatabaseFault(error) && DatabaseFull.Is(error))
        {
            OperationsLog.AuditUnavailable(logger, entry.Operation, entry.Target, error);
            throw new AuditFullException(error);
        }
        catch (Exception error) when (IsDatabaseFault(error))
        {
            OperationsLog.AuditUnavailable(logger, entry.Operation, entry.Target, error);
            throw new EngineFailureException("The audit history cannot be written, so nothing was done; the panel's log says why.", "write audit", 0, error);
        }
    }

    private async Task FlushAsync()
    {
        try
        {
            await flush.RunAsync();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The row is committed and the change may have happened, so it cannot be undone.
            OperationsLog.NotFlushed(logger, error);
        }
    }

    private AuditEntry Entry(Actor actor, string operation, string target, string? details) => new()
    {
        Panel = panel.Id,
        Time = time.GetUtcNow().UtcDateTime,
        ActorKind = actor.Kind,
        ActorId = actor.UserId,
        ActorName = Fit(actor.UserName, 256)!,
        RemoteAddress = actor.RemoteAddress,
        Operation = operation,
        Target = Fit(target, 512)!,
        Details = Fit(details, 2048),
    };

    // PostgreSQL rejects long text and the character NUL; otherwise a person could act unrecorded by choosing such a name.
    private static string? Fit(string? text, int length)
    {
        var clean = text?.Replace("\0", "", StringComparison.Ordinal);
        return clean?.Length > length ? string.Concat(clean.AsSpan(0, length - 1), "…") : clean;
    }
}
