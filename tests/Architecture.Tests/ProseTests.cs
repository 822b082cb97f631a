using System.Text.RegularExpressions;

namespace Panel.Architecture.Tests;

/// <summary>Comments, messages and pages use plain English: the patterns are phrases that no native speaker writes, and that have come up before.</summary>
public sealed partial class ProseTests
{
    private static readonly string s_root = ProjectArrowsTests.FindRoot();

    private static readonly string[] Folders = ["Data", "docker-bootstrap", "docs", "Engine", "Web", "wwwroot/css", "wwwroot/js"];

    private static readonly HashSet<string> Kinds = [".cs", ".css", ".js", ".md", ".razor", ".service", ".sh"];

    [Fact]
    public void Prose_OfTheProgramAndItsDocs_HasNoForeignPhrase()
    {
        List<string> found = [];
        foreach (var file in Folders.SelectMany(Files))
        {
            foreach (var (index, line) in File.ReadLines(file).Index())
            {
                if (Foreign().Match(line) is { Success: true } match) found.Add($"{Path.GetRelativePath(s_root, file)}:{index + 1}: {match.Value}");
            }
        }

        Assert.True(found.Count == 0, $"Say it plainly, subject first:{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }

    private static IEnumerable<string> Files(string folder) => Directory
        .EnumerateFiles(Path.Combine(s_root, folder), "*", SearchOption.AllDirectories)
        .Where(file => Kinds.Contains(Path.GetExtension(file)) && !Built().IsMatch(file));

    [GeneratedRegex(@"[/\\](bin|obj)[/\\]")]
    private static partial Regex Built();

    [GeneratedRegex(
        @"\bwhat is told\b|\bwhat there is\b|\bthat one's\b|\bwhich nobody has\b|\b(is|are|was|were) (not )?(to be )?had\b|\bholds good\b|\bat the latest\b|\bgone through with\b"
        + @"|\bthe same goes for\b|\btakes the role\b|\bpasse[sd] over\b|\bin no order\b|\bthe gravest\b|\bWhat is null\b|\bnone of that id\b"
        + @"|(?<!there )(?<!There )\bis no (?!longer\b|more\b|other\b|such\b|need\b|room\b|wait\b|better\b|worse\b)[a-z]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Foreign();
}
