using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Panel.Engine.Native.Stats;

/// <summary>One reading a second for all readers; nothing is read without a reader.</summary>
/// <param name="read">Takes a reading; never called twice at once.</param>
/// <param name="period">The time between readings.</param>
/// <param name="time">The clock.</param>
internal sealed class SharedSamples<T>(Func<T> read, TimeSpan period, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Channel<T>> _readers = [];
    private bool _isRunning;

    /// <summary>The number of readers.</summary>
    public int Count
    {
        get { lock (_lock) return _readers.Count; }
    }

    /// <summary>Readings as long as the caller reads; a slow reader gets the newest one.</summary>
    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = Channel.CreateBounded<T>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        try
        {
            lock (_lock)
            {
                _readers.Add(reader);
                // The loop also ends under this lock: either it sees this reader or there is none.
                if (!_isRunning)
                {
                    _isRunning = true;
                    _ = Task.Run(RunAsync, CancellationToken.None);
                }
            }

            await foreach (var sample in reader.Reader.ReadAllAsync(cancellationToken)) yield return sample;
        }
        finally
        {
            lock (_lock) _readers.Remove(reader);
        }
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(period, time);
        do
        {
            T sample;
            try
            {
                sample = read();
            }
            catch (Exception error)
            {
                Fail(error);
                return;
            }

            lock (_lock)
            {
                _isRunning = _readers.Count > 0;
                if (!_isRunning) return;
                foreach (var reader in _readers) reader.Writer.TryWrite(sample);
            }
        }
        while (await timer.WaitForNextTickAsync(CancellationToken.None));
    }

    // The readers get the error and may ask again.
    private void Fail(Exception error)
    {
        lock (_lock)
        {
            foreach (var reader in _readers) reader.Writer.TryComplete(error);
            _readers.Clear();
            _isRunning = false;
        }
    }
}
