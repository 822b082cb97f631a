using System.Collections.Concurrent;
using System.Security.Claims;
using Panel.Engine.Contract;
using Panel.Web.Components.Shared;
using Panel.Web.Operations;

namespace Panel.Web.Jobs;

/// <summary>Runs jobs: a limited number of each kind at once, the others in the order in which they were asked for. A job does not need
/// the page, the tab or the connection that began it.</summary>
internal sealed class JobRunner(IServiceScopeFactory scopes, JobStore store, JobFiles files, TimeProvider time, ILogger<JobRunner> logger)
    : IHostedService, IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, RunningJob> _jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private volatile bool _stopping;

    /// <summary>Raised when a job is asked for, begins or ends; may come from any thread.</summary>
    public event Action? Changed;

    /// <summary>The jobs that wait or run.</summary>
    public IReadOnlyList<RunningJob> All => [.. _jobs.Values];

    /// <summary>Finds a job that waits or runs; null when there is none.</summary>
    public RunningJob? Find(string id) => _jobs.GetValueOrDefault(id);

    /// <summary>Begins a job for a person.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="target">Its object.</param>
    /// <param name="person">In whose name the work is done.</param>
    /// <param name="work">The work; it returns the outcome as a sentence.</param>
    /// <param name="cancellationToken">Cancels the beginning only.</param>
    /// <exception cref="NotPermittedException">The person's role does not allow it.</exception>
    /// <exception cref="ConflictException">Too many jobs of the kind wait.</exception>
    public Task<RunningJob> StartAsync(
        JobKind kind, string target, ClaimsPrincipal person, Func<JobContext, Task<string>> work, CancellationToken cancellationToken) =>
        StartAsync(kind, target, actor => actor.Use(person), work, cancellationToken);

    /// <summary>Begins a job for an actor without a panel account, such as the panel itself.</summary>
    /// <inheritdoc cref="StartAsync(JobKind, string, ClaimsPrincipal, Func{JobContext, Task{string}}, CancellationToken)"/>
    public Task<RunningJob> StartAsync(
        JobKind kind, string target, Actor actor, Func<JobContext, Task<string>> work, CancellationToken cancellationToken) =>
        StartAsync(kind, target, current => current.Use(actor), work, cancellationToken);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => InterruptAsync().WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _ = InterruptAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await InterruptAsync();

    private Task InterruptAsync()
    {
        _stopping = true;
        var running = All;
        foreach (var job in running) job.Cancel();
        return Task.WhenAll(running.Select(job => job.Saved));
    }

    private async Task<RunningJob> StartAsync(
        JobKind kind, string target, Action<CurrentActor> actAs, Func<JobContext, Task<string>> work, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            actAs(scope.ServiceProvider.GetRequiredService<CurrentActor>());
            var actor = await scope.ServiceProvider.GetRequiredService<OperationGate>().RequireAsync(kind.Operation, target, cancellationToken);
            if (_stopping) throw new ConflictException("The panel is stopping; try again once it has started.");
            if (_jobs.Values.Count(job => job.Kind == kind) >= kind.Most)
                throw new ConflictException($"{kind.Most} jobs of the kind {kind.Title} are under way; wait until one ends.");
            var job = new RunningJob(await store.AddAsync(kind, target, actor, cancellationToken), kind, time);
            _jobs[job.Id] = job;
            // Not on the caller's context: the job goes on when its page is gone.
            job.Saved = Task.Run(() => RunAsync(job, scope, work), CancellationToken.None);
            Changed?.Invoke();
            return job;
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }

    private async Task RunAsync(RunningJob job, AsyncServiceScope scope, Func<JobContext, Task<string>> work)
    {
        await using (scope)
        using (var log = new JobLog(files, job.Id, logger))
        {
            var context = new JobContext(job, log, scope.ServiceProvider, time);
            var (state, outcome) = await WorkAsync(job, context, work);
            context.Say(outcome);
            job.End(state, outcome, time.GetUtcNow().UtcDateTime);
        }

        Changed?.Invoke();
        await SaveEndAsync(job);
        _jobs.TryRemove(job.Id, out _);
    }

    private async Task<(JobState State, string Outcome)> WorkAsync(RunningJob job, JobContext context, Func<JobContext, Task<string>> work)
    {
        try
        {
            var turn = _turns.GetOrAdd(job.Kind.Name, _ => new SemaphoreSlim(job.Kind.AtOnce));
            await turn.WaitAsync(job.Cancelled);
            using var ended = new CancellationTokenSource();
            var saving = Task.CompletedTask;
            try
            {
                job.Begin(time.GetUtcNow().UtcDateTime);
                context.Say($"{job.Title}, for {job.View.Row.ActorName}");
                Changed?.Invoke();
                saving = SaveWhileRunningAsync(job, ended.Token);
                return (JobState.Succeeded, await work(context));
            }
            finally
            {
                await ended.CancelAsync();
                await saving;
                turn.Release();
            }
        }
        catch (OperationCanceledException) when (job.Cancelled.IsCancellationRequested)
        {
            return _stopping ? (JobState.Interrupted, JobText.Interruption(job.View, "The panel was stopped"))
                : (JobState.Cancelled, job.Kind.WhenCancelled);
        }
        catch (Exception error)
        {
            return (JobState.Failed, Problem.Describe(error, logger));
        }
    }

    // So that a later start of the panel can say what a job had reached.
    private async Task SaveWhileRunningAsync(RunningJob job, CancellationToken ended)
    {
        try
        {
            await TrySaveAsync(job);
            using var timer = new PeriodicTimer(SaveInterval, time);
            while (await timer.WaitForNextTickAsync(ended))
            {
                if (job.IsDirty) await TrySaveAsync(job);
            }
        }
        catch (OperationCanceledException)
        {
            // The work has ended.
        }
    }

    // While the database does not answer, the end is tried again; a panel that stops meanwhile marks the job as interrupted at its next start.
    private async Task SaveEndAsync(RunningJob job)
    {
        while (!await TrySaveAsync(job) && !_stopping) await Task.Delay(SaveInterval, time);
    }

    private async Task<bool> TrySaveAsync(RunningJob job)
    {
        try
        {
            await store.SaveAsync(job, CancellationToken.None);
            return true;
        }
        catch (Exception error) when (AuditTrail.IsDatabaseFault(error))
        {
            JobsLog.StateDelayed(logger, job.Id, error);
            job.IsDirty = true;
            return false;
        }
    }
}
