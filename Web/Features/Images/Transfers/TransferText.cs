using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Jobs;

namespace Panel.Web.Features.Images.Transfers;

/// <summary>Texts for a transfer's progress.</summary>
internal static class TransferText
{
    /// <summary>The stage of a layer.</summary>
    public static string Stage(TransferProgress layer) => layer.Stage switch
    {
        TransferStage.Waiting => "waits",
        TransferStage.Present => "here already",
        TransferStage.Downloading => $"downloading, {Bytes(layer)}",
        TransferStage.Retrying => $"tries again: {layer.Note}",
        TransferStage.Verifying => "verifying",
        TransferStage.Extracting => "unpacking",
        TransferStage.Complete => "done",
        TransferStage.Compressing => $"compressing, {Bytes(layer)}",
        TransferStage.Pushing => $"uploading, {Bytes(layer)}",
        TransferStage.PresentThere => "there already",
        TransferStage.Mounted => $"taken from {layer.Note}",
        TransferStage.Pushed => "done",
        _ => "",
    };

    /// <summary>The stage at its beginning, for the log: how much there is to do, not how much is done.</summary>
    public static string Begun(TransferProgress layer) =>
        layer.Stage.CountsBytes() ? $"{Stage(layer).Split(',')[0]}{(layer.TotalBytes > 0 ? " " + Format.Bytes(layer.TotalBytes) : "")}" : Stage(layer);

    /// <summary>Whether a layer in this stage is complete.</summary>
    public static bool IsDone(TransferStage stage) =>
        stage is TransferStage.Present or TransferStage.Complete or TransferStage.PresentThere or TransferStage.Mounted or TransferStage.Pushed;

    /// <summary>The user, and how many layers are done.</summary>
    public static string Summary(JobView transfer)
    {
        var by = transfer.Row.ActorName.Length == 0 ? "" : $"by {transfer.Row.ActorName}";
        if (transfer.HasEnded) return by;
        if (transfer.Row.State == JobState.Queued) return $"{by}, waits for its turn…";
        return transfer.Steps.Count == 0 ? $"{by}, asking the registry…" : $"{by}, {transfer.Steps.Count(step => step.IsDone)} of {Format.Count(transfer.Steps.Count, "layer")}";
    }

    private static string Bytes(TransferProgress layer) =>
        layer.TotalBytes > 0 ? $"{Format.Bytes(layer.CurrentBytes)} of {Format.Bytes(layer.TotalBytes)}" : Format.Bytes(layer.CurrentBytes);
}
