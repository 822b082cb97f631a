using Panel.Engine.Contract;

namespace Panel.Engine.Native.Images;

/// <summary>Passes a layer's progress on: its bytes ten times a second at most, and the last count also when no byte follows.</summary>
/// <param name="progress">Told, if anybody wants to know.</param>
/// <param name="layer">How the layer is named.</param>
/// <param name="total">Its bytes.</param>
/// <param name="time">Counts the pauses.</param>
internal sealed class LayerProgress(IProgress<TransferProgress>? progress, string layer, long total, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private TransferProgress? _held;
    private long? _told;
    private bool _isDisposed;

    /// <summary>How far it is.</summary>
    public void Report(TransferStage stage, long current)
    {
        var step = new TransferProgress(layer, stage, current, total);
        lock (_lock)
        {
            if (stage.CountsBytes() && current < total && _told is { } told && time.GetElapsedTime(told) < Pause) Hold(step);
            else Tell(step);
        }
    }

    /// <summary>It is tried again after a fault. A count from before the fault is not told any more.</summary>
    public void Retry(string fault)
    {
        lock (_lock) Tell(new(layer, TransferStage.Retrying, Note: fault));
    }

    /// <summary>Nothing more is told.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _held = null;
            _timer?.Dispose();
        }
    }

    private void Hold(TransferProgress step)
    {
        if (progress is null || _isDisposed) return;
        var isAwaited = _held is not null;
        _held = step;
        if (isAwaited) return;
        _timer ??= time.CreateTimer(_ => Release(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    private void Release()
    {
        lock (_lock)
        {
            if (_held is { } step) Tell(step);
        }
    }

    private void Tell(TransferProgress step)
    {
        if (_isDisposed) return;
        _held = null;
        _told = time.GetTimestamp();
        progress?.Report(step);
    }
}
