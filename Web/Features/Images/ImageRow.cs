using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Images;

/// <summary>A row of the table: one name of an image, or an image without a name.</summary>
/// <param name="Image">The image.</param>
/// <param name="Tag">The name; null if there is none.</param>
public sealed record ImageRow(ImageSummary Image, string? Tag)
{
    /// <summary>The reference with which to remove it.</summary>
    public string Reference => Tag ?? Image.Id;

    /// <summary>Creates a row for each name.</summary>
    public static List<ImageRow> From(IEnumerable<ImageSummary> images) =>
        [.. images.SelectMany(image => image.RepositoryTags.Count == 0 ? [new ImageRow(image, null)] : image.RepositoryTags.Order().Select(tag => new ImageRow(image, tag)))];

    /// <summary>Address of the image's page.</summary>
    public static string Address(string id) => "/images/" + id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>Address of the image's page under one of its names.</summary>
    public static string Address(string id, string? name) => name is null ? Address(id) : $"{Address(id)}?name={Uri.EscapeDataString(name)}";

    /// <summary>Whether the search text is part of the name or the beginning of the id.</summary>
    public bool Matches(string search) =>
        (Tag ?? "").Contains(search, StringComparison.OrdinalIgnoreCase) || Format.ShortId(Image.Id).StartsWith(search, StringComparison.OrdinalIgnoreCase);

    /// <summary>The question before its removal.</summary>
    public Question RemovalQuestion() => Tag is null ? ImageQuestions.Remove(Image) : ImageQuestions.RemoveName(Image, Tag);
}
