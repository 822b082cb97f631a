using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Images;

/// <summary>The questions before an image or one of its names is removed.</summary>
public static class ImageQuestions
{
    /// <summary>The question before a name is removed; the last name takes the image with it.</summary>
    public static Question RemoveName(ImageSummary image, string tag)
    {
        var others = image.RepositoryTags.Where(other => other != tag).Order().ToList();
        return others.Count > 0
            ? new($"Remove the name {tag}?", [$"The image stays as {string.Join(", ", others)}; nothing is freed."], "Remove the name")
            : Remove(image);
    }

    /// <summary>The question before an image is removed with all its names.</summary>
    public static Question Remove(ImageSummary image)
    {
        List<string> losses = [];
        if (image.RepositoryTags.Count > 1) losses.Add($"Its names {string.Join(", ", image.RepositoryTags.Order())} go.");
        losses.Add(Freed(image));
        if (image.Children > 0) losses.Add($"It stays without a name until {Format.Count(image.Children, "image")} made from it {(image.Children == 1 ? "is" : "are")} removed.");
        return new($"Remove {image.RepositoryTags.Order().FirstOrDefault() ?? Format.ShortId(image.Id)}?", losses, "Remove");
    }

    private static string Freed(ImageSummary image) => image switch
    {
        { UniqueBytes: 0, SharedBytes: > 0 } => "Nothing is freed: other images use all its layers too.",
        { SharedBytes: 0 } => $"Its layers are lost, which frees {Format.Bytes(image.UniqueBytes)}.",
        _ => $"Frees {Format.Bytes(image.UniqueBytes)}; layers of {Format.Bytes(image.SharedBytes)} stay, because other images use them too.",
    };
}
