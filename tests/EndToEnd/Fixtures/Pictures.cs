using Microsoft.Playwright;

namespace Panel.EndToEnd.Fixtures;

/// <summary>Pictures for the documentation, taken when <c>PANEL_SCREENSHOTS</c> names a folder (docs/screenshots.sh).</summary>
public static class Pictures
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("PANEL_SCREENSHOTS");

    /// <summary>Takes one.</summary>
    public static async Task PictureAsync(this IPage page, string name)
    {
        if (string.IsNullOrEmpty(Folder)) return;
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png"), Animations = ScreenshotAnimations.Disabled });
    }
}
