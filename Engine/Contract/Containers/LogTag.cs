using System.Text.RegularExpressions;

namespace Panel.Engine.Contract;

/// <summary>Docker's templates for a log's tag: container fields in double braces, and nothing else of Go's templates.</summary>
public static partial class LogTag
{
    private const int ShortId = 12;

    /// <summary>The fields in template form.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["{{.ID}}", "{{.FullID}}", "{{.Name}}", "{{.ImageID}}", "{{.ImageFullID}}", "{{.ImageName}}", "{{.DaemonName}}"];

    /// <summary>The first unknown field; null when all are known.</summary>
    public static string? UnknownFieldOf(string template) =>
        Braces().Matches(template).Select(match => match.Value).FirstOrDefault(field => !Fields.Contains(Plain(field)));

    /// <summary>Fills in a template; unknown fields stay as they are.</summary>
    /// <param name="template">The template.</param>
    /// <param name="id">Full id of the container.</param>
    /// <param name="name">Its name.</param>
    /// <param name="imageId">Id of its image, with the algorithm.</param>
    /// <param name="image">The image's name in the create.</param>
    public static string Fill(string template, string id, string name, string imageId, string image) => Braces().Replace(template, match => Plain(match.Value) switch
    {
        "{{.ID}}" => id[..ShortId],
        "{{.FullID}}" => id,
        "{{.Name}}" => name,
        "{{.ImageID}}" => Hex(imageId)[..ShortId],
        "{{.ImageFullID}}" => imageId,
        "{{.ImageName}}" => image,
        "{{.DaemonName}}" => "panel",
        _ => match.Value,
    });

    private static string Hex(string digest) => digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..].PadRight(ShortId, '0');

    private static string Plain(string field) => "{{" + field[2..^2].Trim() + "}}";

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Braces();
}
