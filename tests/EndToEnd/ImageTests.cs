using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>An image is looked into: what it starts, who uses it, what its layers hold.</summary>
public sealed class ImageTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    [Fact]
    public async Task Image_LookedInto_ShowsItsLayersAndWhoUsesIt()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        await page.RunContainerAsync("web", "sleep 1000");

        await page.GotoAsync("/images");
        await page.GetByRole(AriaRole.Link, new() { Name = "busybox:latest", Exact = true }).ClickAsync();
        await Expect(page.Heading("busybox:latest")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Containers" }).GetByRole(AriaRole.Link, new() { Name = "web" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Layers", Exact = true }).ClickAsync();
        await page.Locator("button.step-head").First.ClickAsync();
        var files = page.GetByRole(AriaRole.Region, new() { Name = "Files of layer 1" });
        await files.Locator("button.layer-folder").First.ClickAsync();
        await Expect(files.GetByRole(AriaRole.Row).Filter(new() { HasText = "busybox" }).First).ToContainTextAsync("added");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search the paths of layer 1" }).FillAsync("bin/wget");
        await Expect(files.GetByText("/bin/wget")).ToBeVisibleAsync();
        await page.PictureAsync("image-layer");
    }
}
