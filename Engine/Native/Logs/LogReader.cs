using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Logs;

/// <summary>Reads containers' logs: CRI text files, rotated as <c>path</c>, <c>path.1</c>, … One reader for the whole engine; it owns the
/// shared watcher.</summary>
public sealed class LogReader(ILogger<LogReader> logger, TimeProvider? time = null) : IDisposable
{
    private readonly LogWatcher _watcher = new(logger);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Reads the log up to a position, oldest line first.</summary>
    internal static async IAsyncEnumerable<LogEntry> ReadToAsync(string logPath, LogQuery query, LogPosition end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Records before the position are complete, whether the container is running or not.
        using var session = new LogSession(logPath, query, static () => true, end);
        do
        {
            while (session.TryNext(out var entry))
            {
                if (LogStart.Wanted(query, entry.Stream)) yield return entry;
            }
        }
        while (await session.AdvanceAsync(cancellationToken) == LogProgress.More);
    }

    /// <summary>Reads the log, oldest line first.</summary>
    /// <param name="logPath">The current file; it need not exist yet.</param>
    /// <param name="query">The part to read.</param>
    /// <param name="running">Whether the container is running; called often, so it must be cheap.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<LogEntry> ReadAsync(
        string logPath, LogQuery query, Func<bool> running, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // The watch starts before the read, so that no write in between is missed.
        using var changes = query.Follow ? _watcher.Watch(Path.GetDirectoryName(logPath)!) : null;
        var session = new LogSession(logPath, query, running);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                while (session.TryNext(out var entry))
                {
                    if (entry.UnixNanoseconds >= query.UntilUnixNanoseconds) yield break;
                    if (entry.UnixNanoseconds >= (query.SinceUnixNanoseconds ?? long.MinValue) && LogStart.Wanted(query, entry.Stream)) yield return entry;
                }
                switch (await session.AdvanceAsync(cancellationToken))
                {
                    case LogProgress.Ended: yield break;
                    case LogProgress.Waiting:
                        if (changes is null || IsOver(query.UntilUnixNanoseconds)) yield break;
                        await changes.WaitAsync(query.EndWithContainer, cancellationToken);
                        break;
                    default: break;
                }
            }
        }
        finally
        {
            session.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _watcher.Dispose();

    private bool IsOver(long? until) => until is { } end && (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100 >= end;
}
