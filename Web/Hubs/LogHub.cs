using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Panel.Engine.Contract;
using Panel.Web.Auth;

namespace Panel.Web.Hubs;

/// <summary>Container logs for the log viewer. A connection is cut when its session ends, even while it waits for a slow reader.</summary>
[Authorize(Policy = PanelPolicies.Viewer)]
public sealed class LogHub(IContainerEngine engine, SessionWatch sessions, TimeProvider time) : Hub
{
    /// <summary>Path of the hub.</summary>
    public const string Path = "/hubs/logs";

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        WatchedConnection.Begin(Context, sessions);
        return base.OnConnectedAsync();
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        WatchedConnection.End(Context);
        return base.OnDisconnectedAsync(exception);
    }

    /// <summary>Lines of a container's log, oldest first. It ends when the container is removed, or, without following, at the end of the
    /// log.</summary>
    public async IAsyncEnumerable<LogBatch> Stream(LogRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var slot = HubStreams.Enter(Context);
        var batches = LogBatcher.BatchAsync(
            token => Limit(engine.Containers.ReadLogsAsync(request.ContainerId, request.ToQuery(), token), request.Limit, token),
            LogBatchLimits.Default, time, cancellationToken);
        await foreach (var batch in HubErrors.Translate(batches, cancellationToken))
        {
            yield return batch;
        }
    }

    /// <summary>Searches a container's whole log; the last reports have the newest 1,000 matches.</summary>
    public async IAsyncEnumerable<LogSearchProgress> Search(LogSearchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Term.Length is 0 or > LogSearchRequest.MaxTermLength)
        {
            throw new HubException($"[invalid] The term must have 1 to {LogSearchRequest.MaxTermLength} characters.");
        }

        using var slot = HubStreams.Enter(Context);
        var entries = engine.Containers.ReadLogsAsync(request.ContainerId, new LogQuery(), cancellationToken);
        await foreach (var report in HubErrors.Translate(LogSearch.RunAsync(entries, request.Term, cancellationToken), cancellationToken))
        {
            yield return report;
        }
    }

    private static async IAsyncEnumerable<LogEntry> Limit(
        IAsyncEnumerable<LogEntry> entries, int? limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = limit ?? int.MaxValue;
        if (left <= 0)
        {
            yield break;
        }

        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            yield return entry;
            if (limit is not null && --left == 0)
            {
                yield break;
            }
        }
    }
}
