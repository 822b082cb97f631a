using Panel.Tests.Shared;

namespace Panel.Web.Tests.Formatting;

/// <summary>Sentences that readers stumbled over, in favour of the ecosystem's words.</summary>
public sealed class SentencesTests
{
    private static readonly string[] s_replaced =
    [
        "Make the administrator", "The token proves that you run this machine", "made up when empty", "Make up a password and show it once", "nothing is expanded",
        "Limits and life", "When it exits: leave it", "Held back", "Its own", "One more name", "Name it", "What it is", "What happened lately", "Every kind", "Every operation",
        "goes on", "Nothing is weaker than the default", "Root in it", "Users in it", "no address while it does not run", "They hold from its next start",
        "Some fields need another look", "Nothing is called that", "The panel does not answer", "What runs goes on running", "Who ( / )",
    ];

    [Fact]
    public void Pages_UseNoneOfTheSentencesThatWereReplaced()
    {
        var web = Path.Combine(Repository.Root, "Web");
        var pages = Directory.EnumerateFiles(web, "*.razor", SearchOption.AllDirectories).ToList();

        Assert.NotEmpty(pages);
        Assert.Empty(pages.SelectMany(page => s_replaced.Where(File.ReadAllText(page).Contains).Select(sentence => $"{Path.GetRelativePath(web, page)}: {sentence}")));
    }

    /// <summary>Moment.razor puts times on the browser's clock; a page that formats a time itself shows the server's.</summary>
    [Fact]
    public void Pages_LeaveTimesToTheBrowsersClock()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "Web"), "*.razor", SearchOption.AllDirectories).Where(page => Path.GetFileName(page) != "Moment.razor");

        Assert.DoesNotContain(pages, page => File.ReadAllText(page) is var text && (text.Contains("Format.Moment(", StringComparison.Ordinal) || text.Contains(".ToLocalTime(", StringComparison.Ordinal)));
    }
}
