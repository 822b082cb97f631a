using Microsoft.EntityFrameworkCore;

namespace Panel.Data;

/// <summary>Reads the audit history.</summary>
public static class AuditQueries
{
    /// <summary>The matching rows, newest first.</summary>
    public static IQueryable<AuditEntry> Matching(this IQueryable<AuditEntry> audit, AuditFilter filter)
    {
        var rows = audit.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Actor)) rows = rows.Where(entry => EF.Functions.Like(entry.ActorName.ToUpper(), LikePattern.Part(filter.Actor), LikePattern.Escape));
        if (!string.IsNullOrWhiteSpace(filter.Target)) rows = rows.Where(entry => EF.Functions.Like(entry.Target.ToUpper(), LikePattern.Part(filter.Target), LikePattern.Escape));
        if (!string.IsNullOrWhiteSpace(filter.Operation)) rows = rows.Where(entry => entry.Operation.StartsWith(filter.Operation.Trim()));
        if (filter.Result is { } result) rows = rows.Where(entry => entry.Result == result);
        if (filter.From is { } from) rows = rows.Where(entry => entry.Time >= from);
        if (filter.Until is { } until) rows = rows.Where(entry => entry.Time < until);
        return rows.OrderByDescending(entry => entry.Time).ThenByDescending(entry => entry.Id);
    }
}
