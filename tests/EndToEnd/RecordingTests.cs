using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>A terminal that is recorded, and played again, in a real browser.</summary>
public sealed class RecordingTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    [Fact]
    public async Task Terminal_ThatIsRecorded_IsPlayedAgainAndFoundFromTheHistory()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        var id = await page.RunContainerAsync("shell", "sleep 1000");
        await page.GotoAsync($"/containers/{id}/terminal");
        await Expect(page.GetByRole(AriaRole.Tab)).ToHaveCountAsync(1);
        await Expect(page.GetByText("● Recording")).ToBeHiddenAsync();

        await page.GetByLabel("Record this terminal").CheckAsync();
        await page.Button("Open a terminal").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Tab)).ToHaveCountAsync(2);
        await Expect(page.GetByText("● Recording")).ToBeVisibleAsync();
        await page.TypeAsync("echo $((6*7)) was seen; exit 3");
        await Expect(page.Screen()).ToContainTextAsync("The shell ended with exit code 3.");

        await page.GotoAsync("/recordings");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "ada" });
        await Expect(row).ToHaveCountAsync(1);
        await row.GetByRole(AriaRole.Link, new() { Name = "Play" }).ClickAsync();
        await Expect(page.Heading("Recording of shell")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "exit code 3" })).ToBeVisibleAsync();
        await page.GetByLabel("Speed").SelectOptionAsync("8");
        await page.Button("Play").ClickAsync();
        await Expect(page.Locator(".player .xterm-rows")).ToContainTextAsync("42 was seen");

        await page.GotoAsync("/audit");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "recording.play" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Recording of" }).First.ClickAsync();
        await Expect(page.Heading("Recording of shell")).ToBeVisibleAsync();

        await page.GotoAsync("/recordings");
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Nothing is recorded")).ToBeVisibleAsync();
    }
}
