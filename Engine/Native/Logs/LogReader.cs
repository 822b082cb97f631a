using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Logs;

/// <summary>Reads containers' logs: CRI text files, rotated as <c>path</c>, <c>path.1</c>, … One for the whole engine; it holds the shared watcher.</summary>
public sealed class LogReader(ILogger<LogReader> logger) : IDisposable
{
    /// <summary>Reads the log, oldest line first.</summary>
    /// <param name="logPath">The current file; it need not exist yet.</param>
    /// <param name="query">What to read.</param>
    /// <param name="running">Whether the container runs; asked often, so it must be cheap.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<LogEntry> ReadAsync(string logPath, LogQuery query, Func<bool> running, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{logger}");

    public void Dispose()
    {
    }
}
