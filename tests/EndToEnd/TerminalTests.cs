using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>A shell in a container, in a real browser.</summary>
public sealed class TerminalTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    private static People Operator { get; } = new("otto", "staple of the operator");

    [Fact]
    public async Task Terminal_RunsAShellAndIsThereAgainAfterTheAddressWasLeft()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        var id = await page.RunContainerAsync("shell", "sleep 1000");
        await page.GotoAsync($"/containers/{id}/terminal");
        await page.TypeAsync("echo $((6*7)) is it");
        await Expect(page.Screen()).ToContainTextAsync("42 is it");

        // The program sees the size that the page has, not the one that it was opened with.
        await page.TypeAsync("stty size");
        await Expect(page.Screen()).Not.ToContainTextAsync("24 80");

        await page.GotoAsync("/containers");
        await page.GotoAsync($"/containers/{id}/terminal");
        await Expect(page.GetByRole(AriaRole.Tab)).ToHaveCountAsync(1);
        await Expect(page.Screen()).ToContainTextAsync("42 is it");

        await page.GetByLabel("User").FillAsync("1000");
        await page.Button("Open a terminal").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Tab)).ToHaveCountAsync(2);
        await page.TypeAsync("id -u; exit 3");
        await Expect(page.Screen()).ToContainTextAsync("The shell ended with exit code 3.");

        await page.GetByLabel("Shell").FillAsync("nosuch");
        await page.Button("Open a terminal").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "nosuch: no such file" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Terminal_OfSomebodyWhoMayNoLonger_EndsAtOnceAndIsRecorded()
    {
        var administrator = await OpenBrowserAsync(People.Administrator);
        await administrator.MakeBusyboxAsync();
        var id = await administrator.RunContainerAsync("shell", "sleep 1000");
        await administrator.AddUserAsync(Operator, "Operator");

        var page = await OpenBrowserAsync(Operator);
        await page.GotoAsync($"/containers/{id}/terminal");
        await page.TypeAsync("echo ready");
        await administrator.GotoAsync("/users");
        await administrator.GetByLabel("Role of otto").SelectOptionAsync("Viewer");

        await administrator.GotoAsync("/audit");
        var row = administrator.GetByRole(AriaRole.Row).Filter(new() { HasText = "container.exec" }).Filter(new() { HasText = "otto" });
        await Expect(row).ToContainTextAsync("succeeded", new() { IgnoreCase = true, Timeout = 15_000 });
        await page.SignInAsync(Operator);
        await page.GotoAsync($"/containers/{id}/terminal");
        await Expect(page.GetByText("No terminal for viewers")).ToBeVisibleAsync();
    }
}
