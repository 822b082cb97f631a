using System.Runtime.CompilerServices;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Operations;

namespace Panel.Web.Jobs;

/// <summary>What people do with jobs: see those that their role allows and their own, and cancel their own; administrators cancel
/// all.</summary>
internal sealed class JobOperations(
    OperationGate gate, ICurrentActor currentActor, JobRunner runner, JobStore store, JobFiles files, IEnumerable<JobKind> kinds, PanelIdentity panel)
{
    private const int LastLines = 500;
    private static readonly Operation CancelJob = new("job.cancel", PanelRole.Operator);

    /// <summary>The kinds that the reader may see, by title.</summary>
    public async Task<IReadOnlyList<JobKind>> KindsAsync(CancellationToken cancellationToken)
    {
        var actor = await currentActor.GetAsync(cancellationToken);
        return [.. kinds.Where(kind => actor.May(kind.Readers)).OrderBy(kind => kind.Title, StringComparer.Ordinal)];
    }

    /// <summary>What people call a job.</summary>
    public string TitleOf(Job job) => $"{kinds.FirstOrDefault(kind => kind.Name == job.Kind)?.Title ?? job.Kind} {job.Target}";

    /// <summary>The matching jobs that the reader may see, newest first; running ones as they are now.</summary>
    public async Task<IReadOnlyList<JobView>> ListAsync(
        string? kind, IReadOnlyCollection<JobState> states, string? text, int most, CancellationToken cancellationToken)
    {
        var actor = await currentActor.GetAsync(cancellationToken);
        if (!actor.May(PanelRole.Viewer)) return [];
        var filter = new JobFilter(panel.Id, [.. kinds.Where(one => actor.May(one.Readers)).Select(one => one.Name)], actor.UserId)
        {
            SeesAll = actor.May(PanelRole.Administrator),
            Kind = kind,
            States = states,
            Text = text,
        };
        return [.. (await store.ListAsync(filter, most, cancellationToken)).Select(Now)];
    }

    /// <summary>Finds a job.</summary>
    /// <exception cref="ObjectNotFoundException">There is none, or the reader may not see it.</exception>
    public async Task<JobView> GetAsync(string id, CancellationToken cancellationToken)
    {
        var actor = await currentActor.GetAsync(cancellationToken);
        return await store.FindAsync(id, cancellationToken) is { } row && MaySee(actor, row) ? Now(row)
            : throw new ObjectNotFoundException("There is no such job; it may have been removed after its retention time.");
    }

    /// <summary>Follows a job until it has ended: a first update with the state and the log's last lines, then one after each change.</summary>
    /// <exception cref="ObjectNotFoundException">There is none, or the reader may not see it.</exception>
    public async IAsyncEnumerable<JobUpdate> FollowAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var running = runner.Find(id);
        var now = await GetAsync(id, cancellationToken);
        if (running is null)
        {
            yield return new JobUpdate(now, files.Read(id, LastLines), 0);
            yield break;
        }

        await foreach (var update in running.FollowAsync(cancellationToken)) yield return update;
    }

    /// <summary>The whole log of a job.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such job, or the reader may not see it.</exception>
    public async Task<string> LogAsync(string id, CancellationToken cancellationToken)
    {
        await GetAsync(id, cancellationToken);
        return files.Text(id);
    }

    /// <summary>Cancels a job that waits or runs.</summary>
    /// <exception cref="NotPermittedException">The actor neither asked for it nor is an administrator.</exception>
    /// <exception cref="ConflictException">It has ended.</exception>
    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        var row = (await GetAsync(id, cancellationToken)).Row;
        await gate.RunAsync(CancelJob, TitleOf(row), (actor, _) =>
        {
            if (WhyNotCancel(actor, row) is { } reason) throw new NotPermittedException(reason);
            (runner.Find(id) ?? throw new ConflictException("This job has ended already.")).Cancel();
            return Task.FromResult(true);
        }, cancellationToken);
    }

    /// <summary>Why the actor may not cancel a job; null when they may.</summary>
    public static string? WhyNotCancel(Actor actor, Job job) =>
        !actor.May(PanelRole.Operator) ? "Your role is viewer; ask an administrator to cancel this job."
        : actor.May(PanelRole.Administrator) || IsOwn(actor, job) ? null
        : $"Only {job.ActorName}, who asked for this job, and administrators cancel it.";

    private bool MaySee(Actor actor, Job job) => actor.May(PanelRole.Administrator)
        || actor.May(PanelRole.Viewer) && (IsOwn(actor, job) || kinds.Any(kind => kind.Name == job.Kind && actor.May(kind.Readers)));

    private static bool IsOwn(Actor actor, Job job) => actor.UserId is not null && actor.UserId == job.ActorId && actor.Kind == job.ActorKind;

    private JobView Now(Job row) => runner.Find(row.Id)?.View ?? JobView.Of(row);
}
