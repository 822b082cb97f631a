using Microsoft.EntityFrameworkCore;

namespace Panel.Data;

/// <summary>Reads jobs.</summary>
public static class JobQueries
{
    /// <summary>The matching jobs, newest first.</summary>
    public static IQueryable<Job> Matching(this IQueryable<Job> jobs, JobFilter filter)
    {
        var rows = jobs.AsNoTracking().Where(job => job.Panel == filter.Panel);
        if (!filter.SeesAll) rows = rows.Where(job => filter.Kinds.Contains(job.Kind) || job.ActorId == filter.Reader && filter.Reader != null);
        if (filter.Kind is { Length: > 0 } kind) rows = rows.Where(job => job.Kind == kind);
        if (filter.States.Count > 0) rows = rows.Where(job => filter.States.Contains(job.State));
        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var part = LikePattern.Part(filter.Text);
            rows = rows.Where(job => EF.Functions.Like(job.Target.ToUpper(), part, LikePattern.Escape) || EF.Functions.Like(job.ActorName.ToUpper(), part, LikePattern.Escape));
        }

        return rows.OrderByDescending(job => job.CreatedAt).ThenBy(job => job.Id);
    }
}
