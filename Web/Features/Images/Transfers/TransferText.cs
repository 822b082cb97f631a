using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Images.Transfers;

/// <summary>Texts and percentages for a transfer's progress.</summary>
public static class TransferText
{
    /// <summary>The stage of a layer.</summary>
    public static string Stage(LayerTransfer layer) => layer.Stage switch
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

    /// <summary>Percent of a layer in progress; null for any other layer.</summary>
    public static double? Share(LayerTransfer layer) =>
        layer.Stage.CountsBytes() && layer.TotalBytes > 0 ? 100.0 * Math.Min(layer.CurrentBytes, layer.TotalBytes) / layer.TotalBytes : null;

    /// <summary>Percent of the whole transfer, over the layers with a known size; null before there are any. Layers that are still being
    /// compressed count as not begun.</summary>
    public static double? Share(ImageTransfer transfer)
    {
        var sized = transfer.Layers.Where(layer => layer.TotalBytes > 0).ToList();
        var total = sized.Sum(layer => layer.TotalBytes);
        return total == 0 ? null : 100.0 * sized.Sum(layer => Through(layer)) / total;
    }

    private static long Through(LayerTransfer layer) => layer switch
    {
        { IsDone: true } or { Stage: TransferStage.Verifying or TransferStage.Extracting } => layer.TotalBytes,
        { Stage: TransferStage.Compressing } => 0,
        _ => Math.Min(layer.CurrentBytes, layer.TotalBytes),
    };

    /// <summary>The user, and how many layers are done.</summary>
    public static string Summary(ImageTransfer transfer)
    {
        var layers = transfer.Layers;
        var by = transfer.UserName.Length == 0 ? "" : $"by {transfer.UserName}";
        if (transfer.State != TransferState.Running) return by;
        return layers.Count == 0 ? $"{by}, asking the registry…" : $"{by}, {layers.Count(layer => layer.IsDone)} of {Format.Count(layers.Count, "layer")}";
    }

    private static string Bytes(LayerTransfer layer) =>
        layer.TotalBytes > 0 ? $"{Format.Bytes(layer.CurrentBytes)} of {Format.Bytes(layer.TotalBytes)}" : Format.Bytes(layer.CurrentBytes);
}
