using System.Text.RegularExpressions;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Logs.Syslog;

/// <summary>Docker's templates for the tag of a log message: fields of the container in double braces, nothing else of Go's templates.</summary>
internal static partial class SyslogTag
{
    private const int ShortId = 12;

    /// <summary>The fields, as a template writes them.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["{{.ID}}", "{{.FullID}}", "{{.Name}}", "{{.ImageID}}", "{{.ImageFullID}}", "{{.ImageName}}", "{{.DaemonName}}"];

    /// <summary>The first field that there is not; null when all are known.</summary>
    public static string? UnknownFieldOf(string template) =>
        Braces().Matches(template).Select(match => match.Value).FirstOrDefault(field => !Fields.Contains(Plain(field)));

    /// <summary>The tag of a container, without spaces and control characters, which would end it.</summary>
    public static string Of(string template, ContainerConfig config)
    {
        var tag = Braces().Replace(template, match => Plain(match.Value) switch
        {
            "{{.ID}}" => config.Id[..ShortId],
            "{{.FullID}}" => config.Id,
            "{{.Name}}" => config.Name,
            "{{.ImageID}}" => Hex(config.ImageId)[..ShortId],
            "{{.ImageFullID}}" => config.ImageId,
            "{{.ImageName}}" => config.Spec.Image,
            _ => "panel",
        });
        return string.Concat(tag.Select(character => character is <= ' ' or (char)127 ? '_' : character));
    }

    private static string Hex(string digest) => digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..].PadRight(ShortId, '0');

    private static string Plain(string field) => "{{" + field[2..^2].Trim() + "}}";

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Braces();
}
