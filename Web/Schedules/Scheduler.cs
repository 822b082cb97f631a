using System.Threading.Channels;

namespace Panel.Web.Schedules;

/// <summary>Runs work at its times: one run of each schedule at a time, and one run for all the times that passed while the panel was
/// down.</summary>
internal sealed class Scheduler(IEnumerable<Schedule> schedules, ScheduleFile file, TimeProvider time, ILogger<Scheduler> logger) : BackgroundService
{
    // The clock may be set while the scheduler waits.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Adds a schedule, or replaces the one with its name; a run of the old one continues.</summary>
    public void Set(Schedule schedule)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var due = schedule.AtOnce ? now : schedule.Times.Next(Basis(schedule, now));
            if (due < now) ScheduleLog.Missed(logger, schedule.Name, due.Value);
            if (!_entries.TryGetValue(schedule.Name, out var entry)) _entries[schedule.Name] = entry = new Entry();
            (entry.Schedule, entry.Due) = (schedule, due);
        }

        _changed.Writer.TryWrite(true);
    }

    /// <summary>Removes a schedule and what is known of it; a run continues.</summary>
    public void Remove(string name)
    {
        lock (_lock) _entries.Remove(name);
        file.Set(name, null);
    }

    /// <summary>When it is due next; null when never, or when it is not known.</summary>
    public DateTimeOffset? NextOf(string name)
    {
        lock (_lock) return _entries.GetValueOrDefault(name)?.Due;
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var schedule in schedules) Set(schedule);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true) await WaitAsync(RunDue(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException)
        {
            Task[] running;
            lock (_lock) running = [.. _entries.Values.Select(entry => entry.Run)];
            await Task.WhenAll(running);
        }
    }

    // A new schedule counts from now on; one that is known counts from its last run.
    private DateTimeOffset Basis(Schedule schedule, DateTimeOffset now)
    {
        if (!schedule.Times.IsKept) return now;
        // A last run in the future was written before the clock was set back.
        if (file.LastRun(schedule.Name) is { } last && last <= now) return last;
        file.Set(schedule.Name, now);
        return now;
    }

    // Returns how long nothing is due.
    private TimeSpan RunDue(CancellationToken stoppingToken)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var pause = LongestPause;
            foreach (var entry in _entries.Values)
            {
                if (entry.IsRunning || entry.Due is not { } due) continue;
                if (due > now)
                {
                    if (due - now < pause) pause = due - now;
                    continue;
                }

                // Before the run: work that brings the panel down is not begun again and again.
                if (entry.Schedule.Times.IsKept) file.Set(entry.Schedule.Name, now);
                (entry.IsRunning, entry.Due) = (true, null);
                entry.Run = Task.Run(() => RunAsync(entry, entry.Schedule, stoppingToken), CancellationToken.None);
            }

            return pause;
        }
    }

    private async Task RunAsync(Entry entry, Schedule schedule, CancellationToken stoppingToken)
    {
        try
        {
            await schedule.RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The panel stops.
        }
        catch (Exception error)
        {
            ScheduleLog.Failed(logger, schedule.Name, error);
        }

        lock (_lock) (entry.IsRunning, entry.Due) = (false, entry.Schedule.Times.Next(time.GetUtcNow()));
        _changed.Writer.TryWrite(true);
    }

    private async Task WaitAsync(TimeSpan pause, CancellationToken stoppingToken)
    {
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(Task.Delay(pause, time, awake.Token), _changed.Reader.ReadAsync(awake.Token).AsTask());
        await awake.CancelAsync();
        stoppingToken.ThrowIfCancellationRequested();
    }

    private sealed class Entry
    {
        public Schedule Schedule { get; set; } = default!;

        /// <summary>When it is due next; null while it runs, and when it never is.</summary>
        public DateTimeOffset? Due { get; set; }

        public bool IsRunning { get; set; }

        public Task Run { get; set; } = Task.CompletedTask;
    }
}
