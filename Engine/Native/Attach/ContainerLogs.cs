using System.Runtime.CompilerServices;
using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Logs;

namespace Panel.Engine.Native.Attach;

/// <summary>Reads the logs of containers.</summary>
internal sealed class ContainerLogs(ContainerRegistry registry, LogReader logs, EnginePaths paths)
{
    public IAsyncEnumerable<LogEntry> ReadLogsAsync(string idOrName, LogQuery query, CancellationToken cancellationToken = default) =>
        ReadLogsAsync(Require(registry.Find(idOrName)), query, cancellationToken);

    /// <exception cref="ConflictException">The container keeps no log.</exception>
    public static Container Require(Container container) => container.Config.Spec.LogDriver != LogDrivers.None ? container
        : throw new ConflictException(
            $"configured logging driver does not support reading: the container {container.Name} keeps no log (driver none).");

    /// <summary>Reads until the end, or until the container is removed.</summary>
    public async IAsyncEnumerable<LogEntry> ReadLogsAsync(
        Container container, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Cancelled by the reader, or because the container is removed, which is a regular end.
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, container.RemovedToken);
        var entries = logs.ReadAsync(paths.ContainerLog(container.Id), query, () => container.IsRunning, both.Token);
        await using var reader = entries.GetAsyncEnumerator(both.Token);
        while (true)
        {
            try
            {
                if (!await reader.MoveNextAsync()) yield break;
            }
            catch (OperationCanceledException) when (container.RemovedToken.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                yield break;
            }
            yield return reader.Current;
        }
    }
}
