using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd.Fixtures;

/// <summary>What people do in a terminal.</summary>
public static partial class TerminalSteps
{
    /// <summary>The rows of the terminal that is shown.</summary>
    public static ILocator Screen(this IPage page) => page.Locator(".terminal-screen:visible .xterm-rows");

    /// <summary>Types a line once the shell is there.</summary>
    public static async Task TypeAsync(this IPage page, string line)
    {
        await Expect(page.Screen()).ToContainTextAsync(Prompt());
        await page.Locator(".terminal-screen:visible .xterm-screen").ClickAsync();
        await page.Keyboard.TypeAsync(line + "\n");
    }

    [GeneratedRegex("[#$]")]
    private static partial Regex Prompt();
}
