using Panel.Engine.Contract;
using Panel.Web.Jobs;

namespace Panel.Web.Features.Images.Transfers;

/// <summary>Turns a transfer's progress into steps of its job: one a layer. Every new stage is a line of the job's log.</summary>
internal sealed class TransferSteps(JobContext job) : IProgress<TransferProgress>
{
    private const int ShortDigest = 12;
    private readonly Dictionary<string, TransferStage> _stages = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Report(TransferProgress value)
    {
        if (value.Layer is not { } layer) return;
        var step = Step(layer, value);
        job.Report(step);
        lock (_stages)
        {
            if (_stages.TryGetValue(step.Id, out var before) && before == value.Stage) return;
            _stages[step.Id] = value.Stage;
        }

        job.Say($"{step.Title}: {TransferText.Begun(value)}");
    }

    /// <summary>The step of a layer.</summary>
    internal static JobStep Step(string digest, TransferProgress layer)
    {
        var hex = digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var isDone = TransferText.IsDone(layer.Stage);
        return new JobStep(digest, hex[..Math.Min(ShortDigest, hex.Length)], TransferText.Stage(layer))
        {
            IsDone = isDone,
            TotalBytes = layer.TotalBytes,
            Bytes = layer.Stage switch
            {
                // What is compressed has still to be sent.
                TransferStage.Compressing => 0,
                TransferStage.Verifying or TransferStage.Extracting => long.MaxValue,
                _ => isDone ? long.MaxValue : layer.CurrentBytes,
            },
            Percent = layer.Stage.CountsBytes() && layer.TotalBytes > 0 ? 100.0 * Math.Min(layer.CurrentBytes, layer.TotalBytes) / layer.TotalBytes : null,
        };
    }
}
