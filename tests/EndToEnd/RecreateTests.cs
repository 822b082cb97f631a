using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>Pause, resume, edit and duplicate of a real container; an edit that cannot start leaves the old container as it was.</summary>
public sealed class RecreateTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    [Fact]
    public async Task Container_IsPausedEditedAndDuplicated_AndComesBackFromAFailedEdit()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        var id = await page.RunContainerAsync("web", "sh -c 'while true; do echo first; sleep 1; done'");

        await page.Button("Pause").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).GetByText("paused", new() { Exact = true }).Or(page.Locator("[role=status].paused"))).ToBeVisibleAsync();
        await page.Button("Resume").ClickAsync();
        await Expect(page.Button("Pause")).ToBeEnabledAsync();

        // Fails at its start: the new one goes, removed by the panel or by the engine; the old one is back and runs.
        foreach (var autoRemove in new[] { false, true })
        {
            await EditAsync(page, id, "/does/not/exist", autoRemove);
            await Expect(page.Locator(".form-actions .error-note")).ToContainTextAsync("/does/not/exist");
            await page.GotoAsync($"/containers/{id}");
            await Expect(page.Heading("web")).ToBeVisibleAsync();
            await Expect(page.Button("Stop")).ToBeEnabledAsync();
            await page.GotoAsync("/containers");
            await Expect(Rows(page)).ToHaveCountAsync(1);
        }

        await EditAsync(page, id, "sh -c 'while true; do echo second; sleep 1; done'");
        await page.WaitForURLAsync(new Regex($"/containers/(?!{id})[0-9a-f]{{64}}"));
        await Expect(page.Heading("web")).ToBeVisibleAsync();
        var other = new Regex("/containers/([0-9a-f]{64})").Match(page.Url).Groups[1].Value;
        await page.GotoAsync($"/containers/{other}/log");
        await Expect(page.LogLines()).ToContainTextAsync("second");

        await page.GotoAsync($"/containers/new?from={other}");
        await Expect(page.GetByLabel("Command", new() { Exact = true })).ToHaveValueAsync(new Regex("echo second"));
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("copy");
        await page.Button("Create and start").ClickAsync();
        await Expect(page.Heading("copy")).ToBeVisibleAsync();
        await page.GotoAsync("/containers");
        await Expect(Rows(page)).ToHaveCountAsync(2);
    }

    private static ILocator Rows(IPage page) => page.GetByRole(AriaRole.Table, new() { Name = "Containers" }).Locator("td.name");

    private static async Task EditAsync(IPage page, string id, string command, bool autoRemove = false)
    {
        await page.GotoAsync($"/containers/new?edit={id}");
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("web");
        await page.GetByLabel("Command", new() { Exact = true }).FillAsync(command);
        if (autoRemove) await page.GetByText("Remove the container and its log when it exits").ClickAsync();
        await page.Locator(".form-actions button[type=submit]").ClickAsync();
    }
}
