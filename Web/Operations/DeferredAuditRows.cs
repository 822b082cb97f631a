using System.Collections.Concurrent;

namespace Panel.Web.Operations;

/// <summary>Rows for operations that were done while the database had no room. Their ids are negative until they are written.</summary>
public sealed class DeferredAuditRows
{
    private readonly ConcurrentDictionary<long, AuditEntry> _open = new();
    private readonly ConcurrentQueue<AuditEntry> _ended = new();
    private long _last;

    internal static bool Holds(long id) => id < 0;

    internal long Begin(AuditEntry entry)
    {
        var id = Interlocked.Decrement(ref _last);
        _open[id] = entry;
        return id;
    }

    internal void End(AuditOutcome outcome)
    {
        if (!_open.TryRemove(outcome.Entry, out var entry)) return;
        (entry.Result, entry.Message, entry.CompletedAt) = (outcome.Result, outcome.Message, outcome.CompletedAt);
        _ended.Enqueue(entry);
    }

    internal bool TryPeek(out AuditEntry? entry) => _ended.TryPeek(out entry);

    internal void Remove() => _ended.TryDequeue(out _);
}
