using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>The table of what running containers use.</summary>
public sealed class StatsTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    [Fact]
    public async Task Table_FollowsWhatStartsAndEnds()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.GotoAsync("/stats");
        await Expect(page.GetByText("No running containers")).ToBeVisibleAsync();
        var other = await OpenBrowserAsync(People.Administrator);
        await other.MakeBusyboxAsync();
        await other.RunContainerAsync("busy", "sh -c 'while true; do true; done'");

        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "busy" });
        await Expect(row.Locator(".cpu")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("[1-9]"));
        var id = await other.RunContainerAsync("idle", "sleep 1000");
        await Expect(page.GetByText("2 running containers")).ToBeVisibleAsync();
        await page.Button("CPU").ClickAsync();
        await Expect(page.Locator("td.name").First).ToHaveTextAsync("busy");
        await page.GetByLabel("Search running containers").FillAsync("idl");
        await Expect(page.GetByText("1 running container of 2")).ToBeVisibleAsync();
        Assert.Contains("sort=-cpu", page.Url, StringComparison.Ordinal);
        await other.GotoAsync($"/containers/{id}");
        await other.Button("Stop").ClickAsync();
        await Expect(page.GetByText("No running container matches")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.Button("Clear the search").ClickAsync();

        await page.SetViewportSizeAsync(390, 844);
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        await page.GetByRole(AriaRole.Link, new() { Name = "busy", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("^CPU, last five minutes: Used") })).ToBeVisibleAsync();
        await Expect(page.GetByText("Throttled")).ToBeHiddenAsync();
    }
}
