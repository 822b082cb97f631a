using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;

namespace Panel.Web.Jobs;

/// <summary>A job that waits, runs or has just ended. The work writes it, and any number of readers follow it; no reader can slow the
/// work.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no wait handle, so there is nothing to dispose of; it may be cancelled at any time.")]
public sealed class RunningJob
{
    private const int MostSteps = 256;
    private const int MostLines = 500;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Job _row;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<JobStep> _steps = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Queue<JobLine> _lines = new();
    private readonly List<ChannelWriter<bool>> _followers = [];
    private long _written;

    internal RunningJob(Job row, JobKind kind, TimeProvider time) => (_row, Kind, _time) = (row, kind, time);

    /// <summary>Its id.</summary>
    public string Id => _row.Id;

    /// <summary>Its kind.</summary>
    public JobKind Kind { get; }

    /// <summary>Its title, such as <c>Pull busybox:1.36</c>.</summary>
    public string Title => $"{Kind.Title} {_row.Target}";

    /// <summary>The job now.</summary>
    public JobView View
    {
        get
        {
            lock (_lock) return Snapshot();
        }
    }

    /// <summary>Completes when it has ended, however it ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Completes when its end is in the database.</summary>
    internal Task Saved { get; set; } = Task.CompletedTask;

    /// <summary>Cancelled when somebody cancels the job, or when the panel stops.</summary>
    internal CancellationToken Cancelled => _cancel.Token;

    /// <summary>Whether the steps changed since they were saved.</summary>
    internal bool IsDirty { get; set; }

    /// <summary>Follows the job until it has ended: a first update with the state and the last lines, then one after each change, ten a
    /// second at most. A slow reader gets fewer updates.</summary>
    public async IAsyncEnumerable<JobUpdate> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        lock (_lock) _followers.Add(changes.Writer);
        try
        {
            for (var read = -1L; ;)
            {
                JobUpdate update;
                lock (_lock) update = Since(ref read);
                yield return update;
                if (update.Job.HasEnded) yield break;
                await changes.Reader.ReadAsync(cancellationToken);
                await Task.Delay(Pace, _time, cancellationToken);
            }
        }
        finally
        {
            lock (_lock) _followers.Remove(changes.Writer);
        }
    }

    internal void Cancel() => _cancel.Cancel();

    internal void Begin(DateTime now) => Change(() => (_row.State, _row.StartedAt) = (JobState.Running, now));

    internal void End(JobState state, string outcome, DateTime now)
    {
        Change(() => (_row.State, _row.Outcome, _row.EndedAt) = (state, outcome, now));
        _ended.SetResult();
    }

    /// <summary>Adds a step or replaces the one with its id.</summary>
    internal void Report(JobStep step) => Change(() =>
    {
        IsDirty = true;
        var known = _places.TryGetValue(step.Id, out var place);
        var total = step.TotalBytes == 0 && known ? _steps[place].TotalBytes : step.TotalBytes;
        var now = step with { TotalBytes = total, Bytes = Math.Min(step.Bytes, total) };
        if (known)
        {
            _steps[place] = now;
            return;
        }

        if (_steps.Count == MostSteps) Forget(_steps.FindIndex(one => one.IsDone) is >= 0 and var done ? done : 0);
        _places[step.Id] = _steps.Count;
        _steps.Add(now);
    });

    internal void Add(JobLine line) => Change(() =>
    {
        if (_lines.Count == MostLines) _lines.Dequeue();
        _lines.Enqueue(line);
        _written++;
    });

    /// <summary>The steps as JSON.</summary>
    internal string? SerializeSteps()
    {
        lock (_lock) return _steps.Count == 0 ? null : JsonSerializer.Serialize(_steps, JobJson.Default.IReadOnlyListJobStep);
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            foreach (var follower in _followers) follower.TryWrite(true);
        }
    }

    private void Forget(int place)
    {
        _steps.RemoveAt(place);
        _places.Clear();
        foreach (var (index, step) in _steps.Index()) _places[step.Id] = index;
    }

    private JobUpdate Since(ref long read)
    {
        // Before its first update, a reader has missed nothing.
        var kept = Math.Min(_written - Math.Max(read, 0), _lines.Count);
        var missed = read < 0 ? 0 : _written - read - kept;
        read = _written;
        return new JobUpdate(Snapshot(), [.. _lines.TakeLast((int)kept)], missed);
    }

    private JobView Snapshot() => new(Copy(), [.. _steps]);

    private Job Copy() => new()
    {
        Id = _row.Id,
        Panel = _row.Panel,
        Kind = _row.Kind,
        Target = _row.Target,
        ActorKind = _row.ActorKind,
        ActorId = _row.ActorId,
        ActorName = _row.ActorName,
        State = _row.State,
        CreatedAt = _row.CreatedAt,
        StartedAt = _row.StartedAt,
        EndedAt = _row.EndedAt,
        Outcome = _row.Outcome,
    };
}
