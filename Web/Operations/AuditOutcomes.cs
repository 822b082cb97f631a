using System.Collections.Concurrent;

namespace Panel.Web.Operations;

/// <summary>The outcome of an operation.</summary>
public sealed record AuditOutcome(long Entry, AuditResult Result, string? Message, DateTime CompletedAt);

/// <summary>Outcomes that the database rejected. At most one for each operation that was running during an outage, because new operations
/// are refused meanwhile.</summary>
public sealed class PendingAuditOutcomes
{
    private readonly ConcurrentQueue<AuditOutcome> _outcomes = new();

    internal void Add(AuditOutcome outcome) => _outcomes.Enqueue(outcome);

    internal bool TryPeek(out AuditOutcome? outcome) => _outcomes.TryPeek(out outcome);

    internal void Remove() => _outcomes.TryDequeue(out _);
}

/// <summary>Writes pending outcomes and deferred rows once the database answers again and has room.</summary>
internal sealed class AuditOutcomeWriter(AuditTrail audit, PendingAuditOutcomes pending, DeferredAuditRows deferred, TimeProvider time, ILogger<AuditOutcomeWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAllAsync(cancellationToken);
        while (pending.TryPeek(out var lost))
        {
            OperationsLog.OutcomeLost(logger, lost!.Entry, lost.Result, lost.Message);
            pending.Remove();
        }

        while (deferred.TryPeek(out var row))
        {
            OperationsLog.RowLost(logger, row!.ActorName, row.Operation, row.Target, row.Result, row.Message);
            deferred.Remove();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAllAsync(stoppingToken);
    }

    internal async Task WriteAllAsync(CancellationToken cancellationToken)
    {
        while (pending.TryPeek(out var outcome))
        {
            try
            {
                await audit.WriteAsync(outcome!, cancellationToken);
                pending.Remove();
            }
            catch (Exception error) when (AuditTrail.IsDatabaseFault(error))
            {
                OperationsLog.OutcomeDelayed(logger, outcome!.Entry, outcome.Result, error);
                return;
            }
        }

        while (deferred.TryPeek(out var row))
        {
            try
            {
                await audit.WriteAsync(row!, cancellationToken);
                deferred.Remove();
            }
            catch (Exception error) when (AuditTrail.IsDatabaseFault(error))
            {
                OperationsLog.RowDelayed(logger, row!.Operation, row.Target, error);
                return;
            }
        }
    }
}
