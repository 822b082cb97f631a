using System.Text.RegularExpressions;
using Panel.Tests.Shared;

namespace Panel.Web.Tests.Formatting;

/// <summary>Every field of a page keeps what its user types while the server's answer is on its way.</summary>
public sealed partial class FieldsOfPagesTests
{
    // Only @bind tells the renderer that the event already changed the field: with value= and @oninput a late answer overwrites what was typed meanwhile.
    [Fact]
    public void Field_ThatAnswersEachKey_BindsItsValue()
    {
        var wrong = Directory.EnumerateFiles(Path.Combine(Repository.Root, "Web"), "*.razor", SearchOption.AllDirectories)
            .SelectMany(file => Tag().Matches(File.ReadAllText(file)).Select(tag => $"{Path.GetFileName(file)}: {tag.Value}"))
            .Where(tag => Value().IsMatch(tag) && tag.Contains("@oninput", StringComparison.Ordinal));

        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"<(input|textarea|select)\b(?:""[^""]*""|[^>""])*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\svalue=")]
    private static partial Regex Value();
}
