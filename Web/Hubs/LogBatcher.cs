using System.Runtime.CompilerServices;
using Panel.Engine.Contract;

namespace Panel.Web.Hubs;

/// <summary>Joins log entries into batches.</summary>
/// <remarks>It reads on only while its own reader asks for more, so a slow browser costs one batch of memory: SignalR asks for the next
/// batch when the last one has entered the connection's pipe, which holds 64 KiB.</remarks>
internal static class LogBatcher
{
    /// <summary>Batches the entries from <paramref name="read"/>. The token of <paramref name="read"/> is cancelled when the batches are no
    /// longer read.</summary>
    public static async IAsyncEnumerable<LogBatch> BatchAsync(
        Func<CancellationToken, IAsyncEnumerable<LogEntry>> read,
        LogBatchLimits limits,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Cancelled by the caller, or by the end of this method while the source still waits for a line.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var source = read(stop.Token).GetAsyncEnumerator(stop.Token);
        var builder = new LogBatchBuilder(limits);
        Task<bool>? next = null;
        long started = 0;
        try
        {
            while (true)
            {
                next ??= source.MoveNextAsync().AsTask();
                if (builder.Count > 0 && !next.IsCompleted)
                {
                    var left = limits.Interval - time.GetElapsedTime(started);
                    if (left <= TimeSpan.Zero || await Task.WhenAny(next, Task.Delay(left, time, stop.Token)) != next)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        yield return builder.Take();
                        continue;
                    }
                }

                var more = await next;
                next = null;
                if (!more)
                {
                    break;
                }

                if (!builder.Fits(source.Current.UnixNanoseconds))
                {
                    yield return builder.Take();
                }

                if (builder.Count == 0)
                {
                    started = time.GetTimestamp();
                }

                builder.Add(source.Current);
                if (builder.IsFull || (builder.Count > 0 && time.GetElapsedTime(started) >= limits.Interval))
                {
                    yield return builder.Take();
                }
            }

            if (builder.Count > 0)
            {
                yield return builder.Take();
            }
        }
        finally
        {
            await stop.CancelAsync();
            if (next is not null)
            {
                // An enumerator must not be disposed during a move; the result of the abandoned move does not matter.
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await source.DisposeAsync();
        }
    }
}
