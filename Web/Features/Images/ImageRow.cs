using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Images;

/// <summary>A row of the table: one name of an image, or an image without a name.</summary>
/// <param name="Image">The image.</param>
/// <param name="Tag">The name; null for none.</param>
public sealed record ImageRow(ImageSummary Image, string? Tag)
{
    /// <summary>What removal is asked with.</summary>
    public string Reference => Tag ?? Image.Id;

    /// <summary>A row for each name.</summary>
    public static List<ImageRow> From(IEnumerable<ImageSummary> images) =>
        [.. images.SelectMany(image => image.RepositoryTags.Count == 0 ? [new ImageRow(image, null)] : image.RepositoryTags.Order().Select(tag => new ImageRow(image, tag)))];

    /// <summary>A search word is part of the name or begins the id.</summary>
    public bool Matches(string search) =>
        (Tag ?? "").Contains(search, StringComparison.OrdinalIgnoreCase) || Format.ShortId(Image.Id).StartsWith(search, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is asked before it is removed.</summary>
    public Question RemovalQuestion()
    {
        var others = Image.RepositoryTags.Where(tag => tag != Tag).ToList();
        return others.Count > 0
            ? new($"Remove the name {Tag}?", [$"The image stays as {string.Join(", ", others)}; nothing is freed."], "Remove the name")
            : new($"Remove {Tag ?? Format.ShortId(Image.Id)}?", [$"The image and its layers are lost: up to {Format.Bytes(Image.SizeBytes)} are freed, less what other images share."], "Remove");
    }
}
