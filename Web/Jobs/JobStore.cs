using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Operations;

namespace Panel.Web.Jobs;

/// <summary>The rows of jobs.</summary>
internal sealed class JobStore(
    IDbContextFactory<PanelDbContext> contexts, JobFiles files, PanelOptions options, PanelIdentity panel, TimeProvider time, ILogger<JobStore> logger)
{
    private const int LongestTarget = 512;
    private const int LongestName = 256;
    private const int LongestOutcome = 2048;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Writes the row of a new job.</summary>
    /// <exception cref="EngineFailureException">The database rejected it, so the job must not begin.</exception>
    public async Task<Job> AddAsync(JobKind kind, string target, Actor actor, CancellationToken cancellationToken)
    {
        var row = new Job
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Panel = panel.Id,
            Kind = kind.Name,
            Target = Fit(target, LongestTarget),
            ActorKind = actor.Kind,
            ActorId = actor.UserId,
            ActorName = Fit(actor.UserName, LongestName),
            State = JobState.Queued,
            CreatedAt = Now,
        };
        try
        {
            await using var database = await contexts.CreateDbContextAsync(cancellationToken);
            database.Jobs.Add(row);
            await database.SaveChangesAsync(cancellationToken);
            return row;
        }
        catch (Exception error) when (AuditTrail.IsDatabaseFault(error))
        {
            JobsLog.StateDelayed(logger, row.Id, error);
            throw new EngineFailureException("The job could not be recorded, so nothing was done; the panel's log says why.", "record job", 0, error);
        }
    }

    /// <summary>Writes a job's state and steps.</summary>
    public async Task SaveAsync(RunningJob job, CancellationToken cancellationToken)
    {
        job.IsDirty = false;
        var (row, steps, now) = (job.View.Row, job.SerializeSteps(), Now);
        var outcome = row.Outcome is null ? null : Fit(row.Outcome, LongestOutcome);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await database.Jobs.Where(one => one.Id == row.Id).ExecuteUpdateAsync(set => set
            .SetProperty(one => one.State, row.State).SetProperty(one => one.StartedAt, row.StartedAt).SetProperty(one => one.EndedAt, row.EndedAt)
            .SetProperty(one => one.Outcome, outcome).SetProperty(one => one.Steps, steps).SetProperty(one => one.ReportedAt, now), cancellationToken);
    }

    /// <summary>Marks the jobs that an earlier run of this panel left open as interrupted, with what they reached. Runs at start, before any
    /// job begins.</summary>
    /// <exception cref="StartUpException">The database rejected the change.</exception>
    public async Task InterruptStartedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var database = await contexts.CreateDbContextAsync(cancellationToken);
            var open = await database.Jobs.Where(job => job.Panel == panel.Id)
                .Where(job => job.State == JobState.Queued || job.State == JobState.Running).ToListAsync(cancellationToken);
            foreach (var job in open)
            {
                job.Outcome = Fit(JobText.Interruption(JobView.Of(job), "The panel stopped"), LongestOutcome);
                job.EndedAt = job.ReportedAt ?? job.StartedAt ?? job.CreatedAt;
                job.State = JobState.Interrupted;
            }

            await database.SaveChangesAsync(cancellationToken);
            if (open.Count > 0) JobsLog.Interrupted(logger, open.Count);
        }
        catch (Exception error) when (AuditTrail.IsDatabaseFault(error))
        {
            throw new StartUpException("The jobs cannot be read or written; the panel's log says why.", error);
        }
    }

    /// <summary>The matching jobs, newest first.</summary>
    public async Task<IReadOnlyList<Job>> ListAsync(JobFilter filter, int most, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.Jobs.Matching(filter).Take(most).ToListAsync(cancellationToken);
    }

    /// <summary>Finds a job of this panel; null when there is none.</summary>
    public async Task<Job?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.Jobs.AsNoTracking().FirstOrDefaultAsync(job => job.Id == id && job.Panel == panel.Id, cancellationToken);
    }

    /// <summary>Removes ended jobs and logs whose retention time is over, and returns their number.</summary>
    public async Task<int> ExpireAsync(CancellationToken cancellationToken)
    {
        if (options.Jobs.KeepDays == 0) return 0;
        var last = Now.AddDays(-options.Jobs.KeepDays);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var old = await database.Jobs.Where(job => job.Panel == panel.Id && job.EndedAt < last).Select(job => job.Id).ToListAsync(cancellationToken);
        foreach (var id in old)
        {
            files.Remove(id);
            await database.Jobs.Where(job => job.Id == id).ExecuteDeleteAsync(cancellationToken);
        }

        return old.Count;
    }

    // PostgreSQL rejects long text and the character NUL.
    private static string Fit(string text, int length)
    {
        var clean = text.Replace("\0", "", StringComparison.Ordinal);
        return clean.Length > length ? string.Concat(clean.AsSpan(0, length - 1), "…") : clean;
    }
}
