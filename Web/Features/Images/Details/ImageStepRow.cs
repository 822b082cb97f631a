using Panel.Engine.Contract;

namespace Panel.Web.Features.Images.Details;

/// <summary>A step of an image's history, with its layer.</summary>
/// <param name="Step">The step; null for a layer that the history does not mention.</param>
/// <param name="Layer">Its layer; null for a step that changed no files.</param>
/// <param name="Index">Index of the layer; 0 is the lowest.</param>
public sealed record ImageStepRow(ImageStep? Step, ImageLayer? Layer, int Index)
{
    /// <summary>The instruction, as in a Dockerfile.</summary>
    public string Command => LayerText.Instruction(Step?.CreatedBy) is { Length: > 0 } instruction ? instruction : Step?.Comment is { Length: > 0 } comment ? comment : "not recorded in the history";

    /// <summary>The steps, oldest first.</summary>
    public static List<ImageStepRow> From(ImageDetails image)
    {
        List<ImageStepRow> rows = [];
        var next = 0;
        foreach (var step in image.History)
        {
            var layer = step.DiffId is null ? null : image.Layers.ElementAtOrDefault(next);
            rows.Add(new(step, layer, layer is null ? -1 : next++));
        }

        rows.AddRange(image.Layers.Skip(next).Select((layer, more) => new ImageStepRow(null, layer, next + more)));
        return rows;
    }
}
