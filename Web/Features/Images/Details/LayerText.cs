using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Images.Details;

/// <summary>Texts for layers and their files.</summary>
public static class LayerText
{
    private const string Shell = "/bin/sh -c ";
    private const string NoLayer = "#(nop)";
    private const string BuildKit = " # buildkit";

    /// <summary>The Dockerfile instruction that created a layer.</summary>
    public static string Instruction(string? createdBy)
    {
        var text = (createdBy ?? "").Trim();
        if (text.EndsWith(BuildKit, StringComparison.Ordinal))
        {
            text = text[..^BuildKit.Length].Trim();
            return text.StartsWith("RUN " + Shell, StringComparison.Ordinal) ? "RUN " + text[("RUN " + Shell).Length..] : text;
        }

        if (!text.StartsWith(Shell, StringComparison.Ordinal))
        {
            return text;
        }

        var line = text[Shell.Length..].Trim();
        return line.StartsWith(NoLayer, StringComparison.Ordinal) ? line[NoLayer.Length..].Trim() : "RUN " + line;
    }

    /// <summary>The effect of a layer on a path, in one word.</summary>
    public static string Change(FileChangeKind change) => change switch
    {
        FileChangeKind.Added => "added",
        FileChangeKind.Modified => "changed",
        _ => "removed",
    };

    /// <summary>The number of paths, such as <c>3 added, 1 removed</c>.</summary>
    public static string Counts(LayerCounts counts)
    {
        IEnumerable<string> parts = from part in ((int Count, FileChangeKind Kind)[])[(counts.Added, FileChangeKind.Added), (counts.Modified, FileChangeKind.Modified), (counts.Deleted, FileChangeKind.Deleted)]
                                    where part.Count > 0
                                    select $"{part.Count.ToString("N0", CultureInfo.InvariantCulture)} {Change(part.Kind)}";
        return counts.Total == 0 ? "nothing changed" : string.Join(", ", parts);
    }

    /// <summary>Type and permissions as <c>ls</c> writes them.</summary>
    public static string Mode(int mode)
    {
        Span<char> text = stackalloc char[10];
        text[0] = (mode & 0xF000) switch { 0x4000 => 'd', 0xA000 => 'l', 0x2000 => 'c', 0x6000 => 'b', 0x1000 => 'p', 0xC000 => 's', _ => '-' };
        for (var bit = 0; bit < 9; bit++)
        {
            text[9 - bit] = (mode & (1 << bit)) != 0 ? "xwr"[bit % 3] : '-';
        }

        // Set-user-id, set-group-id and sticky replace the x.
        Special(text, 3, mode & 0x800, 's');
        Special(text, 6, mode & 0x400, 's');
        Special(text, 9, mode & 0x200, 't');
        return text.ToString();
    }

    /// <summary>Says where else the layer is used, such as <c>also in 2 other images</c>; empty when it is not shared.</summary>
    public static string Sharing(ImageLayer layer) => layer.OtherImages == 0 ? "" : $"also in {Format.Count(layer.OtherImages, "other image")}";

    private static void Special(Span<char> text, int at, int isSet, char letter)
    {
        if (isSet != 0) text[at] = text[at] == 'x' ? letter : char.ToUpperInvariant(letter);
    }
}
