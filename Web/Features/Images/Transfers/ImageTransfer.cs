using System.Diagnostics.CodeAnalysis;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Images.Transfers;

/// <summary>How a transfer stands.</summary>
public enum TransferState
{
    Running,
    Done,
    Failed,
}

/// <summary>A layer on its way.</summary>
/// <param name="Id">First 12 digits of its digest.</param>
/// <param name="Stage">How far it is.</param>
/// <param name="CurrentBytes">Bytes that are through.</param>
/// <param name="TotalBytes">All its bytes; 0 when not known.</param>
/// <param name="Note">What the stage tells besides, such as a fault.</param>
public sealed record LayerTransfer(string Id, TransferStage Stage, long CurrentBytes, long TotalBytes, string? Note)
{
    /// <summary>Nothing more happens to it.</summary>
    public bool IsDone => Stage is TransferStage.Present or TransferStage.Complete or TransferStage.PresentThere or TransferStage.Mounted or TransferStage.Pushed;
}

/// <summary>An image on its way from or to a registry. Written by the transfer, read by pages.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no wait handle, so there is nothing to dispose of; it may be cancelled at any time.")]
public sealed class ImageTransfer(string title, string userName) : IProgress<TransferProgress>
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancel = new();
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<LayerTransfer> _layers = [];

    /// <summary>What is done, such as <c>Pull busybox:1.36</c>.</summary>
    public string Title { get; } = title;

    /// <summary>Who asked for it.</summary>
    public string UserName { get; } = userName;

    /// <summary>How it stands.</summary>
    public TransferState State { get; private set; }

    /// <summary>How it ended, in one sentence; empty while it runs.</summary>
    public string Outcome { get; private set; } = "";

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The layers in the order in which they were named.</summary>
    public IReadOnlyList<LayerTransfer> Layers
    {
        get
        {
            lock (_lock) return [.. _layers];
        }
    }

    /// <summary>Cancelled when somebody gives it up.</summary>
    internal CancellationToken Cancelled => _cancel.Token;

    internal Task Running { get; set; } = Task.CompletedTask;

    /// <summary>Gives it up; nothing is left of it. People do so through <see cref="ImageOperations.CancelAsync"/>.</summary>
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
