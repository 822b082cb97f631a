using Microsoft.AspNetCore.SignalR;

namespace Panel.Web.Hubs;

/// <summary>Counts a connection's streams, so that one tab cannot read the disk a thousand times at once.</summary>
internal static class HubStreams
{
    /// <summary>The most open streams per connection: the log, a search and a context view, and one more that is just ending.</summary>
    public const int PerConnection = 4;

    private static readonly object Key = new();
    private static int _open;

    /// <summary>The number of open streams over all connections.</summary>
    public static int Open => Volatile.Read(ref _open);

    /// <summary>Takes a place until the result is disposed.</summary>
    /// <exception cref="HubException">The connection has too many streams.</exception>
    public static IDisposable Enter(HubCallerContext context)
    {
        Counter counter;
        lock (context.Items)
        {
            if (!context.Items.TryGetValue(Key, out var found))
            {
                context.Items[Key] = found = new Counter();
            }

            counter = (Counter)found!;
        }

        if (Interlocked.Increment(ref counter.Value) > PerConnection)
        {
            Interlocked.Decrement(ref counter.Value);
            throw new HubException($"[busy] A connection streams at most {PerConnection} logs at once.");
        }

        Interlocked.Increment(ref _open);
        return new Slot(counter);
    }

    private sealed class Counter
    {
        public int Value;
    }

    private sealed class Slot(Counter counter) : IDisposable
    {
        public void Dispose()
        {
            Interlocked.Decrement(ref counter.Value);
            Interlocked.Decrement(ref _open);
        }
    }
}
