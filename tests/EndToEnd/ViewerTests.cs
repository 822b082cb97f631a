using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>A viewer can look but change nothing, not even with a manipulated page.</summary>
public sealed class ViewerTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    [Fact]
    public async Task Viewer_WhoEnablesADisabledButton_IsRefusedAndRecorded()
    {
        var administrator = await OpenBrowserAsync(People.Administrator);
        await administrator.MakeBusyboxAsync();
        var id = await administrator.RunContainerAsync("web", "sh -c 'while true; do date; sleep 1; done'");
        await administrator.AddUserAsync(People.Viewer, "Viewer");

        var viewer = await OpenBrowserAsync(People.Viewer);
        await viewer.GotoAsync("/containers");
        await Expect(viewer.GetByRole(AriaRole.Link, new() { Name = "web", Exact = true })).ToBeVisibleAsync();
        await Expect(viewer.GetByRole(AriaRole.Table).Locator("button.icon-button, input")).ToHaveCountAsync(0);
        await viewer.GotoAsync($"/containers/{id}");
        await Expect(viewer.Button("Stop")).ToBeDisabledAsync();
        var rename = viewer.Button("Rename");
        await Expect(rename).ToBeDisabledAsync();
        await Expect(viewer.GetByRole(AriaRole.Link, new() { Name = "Users", Exact = true })).ToHaveCountAsync(0);
        await rename.EvaluateAsync("button => { button.disabled = false; button.click(); }");
        var dialog = viewer.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("New name").FillAsync("mine");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Expect(dialog.GetByText("container.rename needs the role Operator")).ToBeVisibleAsync();

        await administrator.GotoAsync("/containers");
        await Expect(administrator.GetByRole(AriaRole.Button, new() { Name = "Stop web" })).ToBeEnabledAsync();
        await administrator.GotoAsync("/audit");
        var row = administrator.GetByRole(AriaRole.Row).Filter(new() { HasText = "container.rename" }).Filter(new() { HasText = People.Viewer.UserName });
        await Expect(row).ToContainTextAsync("refused", new() { IgnoreCase = true });
    }

    [Fact]
    public async Task Viewer_WatchesALogButSeesNoUsers()
    {
        var administrator = await OpenBrowserAsync(People.Administrator);
        await administrator.MakeBusyboxAsync();
        var id = await administrator.RunContainerAsync("clock", "sh -c 'while true; do echo tick; sleep 1; done'");
        await administrator.AddUserAsync(People.Viewer, "Viewer");

        var viewer = await OpenBrowserAsync(People.Viewer);
        await viewer.GotoAsync($"/containers/{id}/log");
        await Expect(viewer.LogLines()).ToContainTextAsync("tick");
        await viewer.GotoAsync("/users");
        await Expect(viewer.GetByText(People.Administrator.UserName)).ToHaveCountAsync(0);
    }
}
