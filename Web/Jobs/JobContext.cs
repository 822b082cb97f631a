namespace Panel.Web.Jobs;

/// <summary>What the work of a job gets.</summary>
public sealed class JobContext
{
    private const int LongestLine = 4096;

    private readonly RunningJob _job;
    private readonly JobLog _log;
    private readonly TimeProvider _time;

    internal JobContext(RunningJob job, JobLog log, IServiceProvider services, TimeProvider time) =>
        (_job, _log, Services, _time) = (job, log, services, time);

    /// <summary>Services that act for the person who asked for the job.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Cancelled when somebody cancels the job, or when the panel stops.</summary>
    public CancellationToken Cancelled => _job.Cancelled;

    /// <summary>Reports a step: a new one, or the new state of the one with its id.</summary>
    public void Report(JobStep step) => _job.Report(step);

    /// <summary>Writes a line to the log; never a secret.</summary>
    public void Say(string text)
    {
        var line = new JobLine(_time.GetUtcNow().UtcDateTime, Clean(text));
        _log.Write(line);
        _job.Add(line);
    }

    // A line is one line, and no terminal that shows the file obeys it.
    private static string Clean(string text)
    {
        var line = text.Length > LongestLine ? text[..LongestLine] + "…" : text;
        return string.Concat(line.TrimEnd().Select(letter => char.IsControl(letter) ? ' ' : letter));
    }
}
