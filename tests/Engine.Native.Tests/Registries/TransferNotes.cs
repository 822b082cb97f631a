using System.Collections.Concurrent;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Tests.Registries;

/// <summary>What a transfer told of itself.</summary>
internal sealed class TransferNotes : IProgress<TransferProgress>
{
    private readonly ConcurrentQueue<TransferProgress> _all = new();

    /// <summary>All of it, in order.</summary>
    public IReadOnlyList<TransferProgress> All => [.. _all];

    /// <inheritdoc/>
    public void Report(TransferProgress value) => _all.Enqueue(value);

    /// <summary>That of one stage.</summary>
    public IEnumerable<TransferProgress> Of(TransferStage stage) => _all.Where(one => one.Stage == stage);
}
