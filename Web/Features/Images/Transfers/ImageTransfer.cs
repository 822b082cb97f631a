using System.Diagnostics.CodeAnalysis;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Images.Transfers;

/// <summary>The state of a transfer.</summary>
public enum TransferState
{
    Running,
    Done,
    Failed,
}

/// <summary>A layer in a transfer.</summary>
/// <param name="Id">First 12 digits of its digest.</param>
/// <param name="Stage">The present stage.</param>
/// <param name="CurrentBytes">Bytes transferred so far.</param>
/// <param name="TotalBytes">Bytes in total; 0 when unknown.</param>
/// <param name="Note">Details of the stage, such as an error.</param>
public sealed record LayerTransfer(string Id, TransferStage Stage, long CurrentBytes, long TotalBytes, string? Note)
{
    /// <summary>Whether the layer is complete.</summary>
    public bool IsDone => Stage is TransferStage.Present or TransferStage.Complete or TransferStage.PresentThere or TransferStage.Mounted or TransferStage.Pushed;
}

/// <summary>A running pull or push. The transfer writes it, pages read it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no wait handle, so there is nothing to dispose of; it may be cancelled at any time.")]
public sealed class ImageTransfer(string title, string userName) : IProgress<TransferProgress>
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancel = new();
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<LayerTransfer> _layers = [];

    /// <summary>The title, such as <c>Pull busybox:1.36</c>.</summary>
    public string Title { get; } = title;

    /// <summary>The user who asked for it.</summary>
    public string UserName { get; } = userName;

    /// <summary>The state.</summary>
    public TransferState State { get; private set; }

    /// <summary>How it ended, in one sentence; empty while it runs.</summary>
    public string Outcome { get; private set; } = "";

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The layers in the order in which they appeared.</summary>
    public IReadOnlyList<LayerTransfer> Layers
    {
        get
        {
            lock (_lock) return [.. _layers];
        }
    }

    /// <summary>Cancelled when somebody cancels the transfer.</summary>
    internal CancellationToken Cancelled => _cancel.Token;

    internal Task Running { get; set; } = Task.CompletedTask;

    /// <summary>Cancels the transfer; nothing of it is kept. People cancel through <see cref="ImageOperations.CancelAsync"/>.</summary>
    internal void Cancel() => _cancel.Cancel();

    /// <inheritdoc/>
    public void Report(TransferProgress value)
    {
        if (value.Layer is not { } digest) return;
        var id = digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
        lock (_lock)
        {
            if (!_places.TryGetValue(digest, out var place))
            {
                _places[digest] = place = _layers.Count;
                _layers.Add(new LayerTransfer(id[..Math.Min(12, id.Length)], value.Stage, 0, 0, null));
            }

            var before = _layers[place];
            _layers[place] = before with { Stage = value.Stage, CurrentBytes = value.CurrentBytes, TotalBytes = value.TotalBytes > 0 ? value.TotalBytes : before.TotalBytes, Note = value.Note };
        }
    }

    internal void End(TransferState state, string outcome, DateTimeOffset now) => (State, Outcome, EndedAt) = (state, outcome, now);
}
