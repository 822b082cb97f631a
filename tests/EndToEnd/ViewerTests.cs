using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>A viewer looks and changes nothing, not even with a tampered page.</summary>
public sealed class ViewerTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    [Fact]
    public async Task Viewer_WhoEnablesADisabledButton_IsRefusedAndRecorded()
    {
        var administrator = await OpenBrowserAsync(People.Administrator);
        await administrator.MakeBusyboxAsync();
        await administrator.RunContainerAsync("web", "sh -c 'while true; do date; sleep 1; done'");
        await administrator.AddUserAsync(People.Viewer, "Viewer");

        var viewer = await OpenBrowserAsync(People.Viewer);
        await viewer.GotoAsync("/containers");
        var stop = viewer.GetByRole(AriaRole.Button, new() { Name = "Stop web" });
        await Expect(stop).ToBeDisabledAsync();
        await Expect(viewer.GetByRole(AriaRole.Link, new() { Name = "Users", Exact = true })).ToHaveCountAsync(0);
        await stop.EvaluateAsync("button => { button.disabled = false; button.click(); }");
        await Expect(viewer.GetByRole(AriaRole.Alert).Filter(new() { HasText = "container.stop takes the role Operator" }).First).ToBeVisibleAsync();

        await administrator.GotoAsync("/containers");
        await Expect(administrator.GetByRole(AriaRole.Button, new() { Name = "Stop web" })).ToBeEnabledAsync();
        await administrator.GotoAsync("/audit");
        var row = administrator.GetByRole(AriaRole.Row).Filter(new() { HasText = "container.stop" }).Filter(new() { HasText = People.Viewer.UserName });
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
