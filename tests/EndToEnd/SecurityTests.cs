using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>What is weaker than the default is told before there is a container; limits change while it runs.</summary>
public sealed class SecurityTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    [Fact]
    public async Task NewContainer_MadeWeaker_SaysSoBeforeAndAfter()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        await page.GotoAsync("/containers/new");
        var verdict = page.GetByRole(AriaRole.Region, new() { Name = "Security" });
        await Expect(verdict).ToContainTextAsync("Default isolation");
        await page.GetByText("Rights, namespaces, devices").ClickAsync();
        await page.GetByLabel("Privileged").CheckAsync();
        await Expect(verdict).ToContainTextAsync("It is privileged inside its user namespace");
        await page.GetByLabel("Privileged").UncheckAsync();
        await page.GetByText("Namespaces shared with others").ClickAsync();
        await page.Locator("#field-Security-PidMode").SelectOptionAsync("host");
        await Expect(verdict).ToContainTextAsync("It sees the host's processes.");
        await Expect(verdict).Not.ToContainTextAsync("privileged inside");
        await page.GetByLabel("Image", new() { Exact = true }).FillAsync("busybox:latest");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("watcher");
        await page.GetByLabel("Command", new() { Exact = true }).FillAsync("sleep 1000");
        await page.Button("Create and start").ClickAsync();
        await Expect(page.Heading("watcher")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Weaker than the default: It sees the host's processes." }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Verdict" })).ToContainTextAsync("It sees the host's processes.");
    }

    [Fact]
    public async Task Limits_OfARunningContainer_ChangeAndAreInTheAuditHistory()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        await page.RunContainerAsync("clock", "sleep 1000");
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview", Exact = true }).ClickAsync();
        var limits = page.GetByRole(AriaRole.Region, new() { Name = "Limits" });
        await page.Button("Change limits").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Memory", new() { Exact = true }).FillAsync("64m");
        await dialog.GetByText("More limits: memory, CPUs, disks").ClickAsync();
        await dialog.GetByLabel("CPUs it may run on").FillAsync("4095");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("which this machine does not have");
        await dialog.GetByLabel("CPUs it may run on").FillAsync("0");
        await dialog.GetByLabel("Restart policy").SelectOptionAsync("UnlessStopped");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(limits).ToContainTextAsync("64 MiB");
        await Expect(limits).ToContainTextAsync("on 0");
        await page.GotoAsync("/audit");
        await Expect(page.GetByText("memory no limit → 64 MiB").First).ToContainTextAsync("memory and swap no limit → twice the memory, CPU set all → 0, restart no → unless-stopped");
    }
}
