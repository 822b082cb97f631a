using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using Panel.Tests.Shared;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>A person's input stays: over a slow link, and over a restart of the panel.</summary>
public sealed class TypingTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    private const string Sentence = "the quick brown fox jumps over the lazy dog";
    private static readonly TimeSpan EachWay = TimeSpan.FromMilliseconds(75);

    [Fact]
    public async Task Fields_OverASlowLink_KeepEveryCharacter()
    {
        await using var wire = new Wire(Panel.Address, EachWay);
        var page = await OpenBrowserAsync(People.Administrator, wire);
        await page.MakeBusyboxAsync();
        await TypeAsync(page, page.GetByLabel("Search images"));

        await page.GotoAsync("/containers/new");
        await page.GetByLabel("Image", new() { Exact = true }).FillAsync("busybox:latest");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("typed");
        await page.GetByText("Start it after creating it").ClickAsync();
        await TypeAsync(page, page.GetByLabel("Command", new() { Exact = true }));
        await page.Button("Publish a port").ClickAsync();
        await TypeAsync(page, page.GetByLabel("Host address of port 1"));
        await page.GetByLabel("Remove port 1").ClickAsync();
        await page.Button("Create").ClickAsync();
        await Expect(page.Heading("typed")).ToBeVisibleAsync();

        await page.GotoAsync("/containers");
        var search = page.GetByLabel("Search containers");
        await TypeAsync(page, search);
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("lazy"));
        await Expect(search).ToHaveValueAsync(Sentence);

        await page.GotoAsync("/users");
        await page.Button("New user").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        // A dialog takes the focus when its server hears that it is there; then it is the user's.
        await Poll.UntilAsync(() => dialog.EvaluateAsync<bool>("dialog => dialog.contains(document.activeElement)"), "the dialog has the focus", cancellationToken: Cancellation);
        await TypeAsync(page, dialog.GetByLabel("User name"));
        await dialog.GetByRole(AriaRole.Checkbox).UncheckAsync();
        await TypeAsync(page, dialog.GetByLabel("Password", new() { Exact = true }));
    }

    [Fact]
    public async Task OpenPage_OverARestartOfThePanel_ComesBackByItselfWithWhatWasTyped()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.GotoAsync("/containers/new");
        await page.GetByLabel("Image", new() { Exact = true }).FillAsync("redis:7.4");
        await page.Button("Publish a port").ClickAsync();
        await page.Button("Add a variable").ClickAsync();
        await page.GetByLabel("Name of variable 1").FillAsync("POSTGRES_PASSWORD");
        await page.GetByLabel("Value of variable 1").FillAsync("secret-of-the-form");
        await page.GetByText("Allocate a terminal (TTY)").ClickAsync();
        var users = await page.Context.NewPageAsync();
        await users.GotoAsync("/users");
        await users.Button("New user").ClickAsync();
        await users.GetByRole(AriaRole.Checkbox).UncheckAsync();
        await users.GetByLabel("Password", new() { Exact = true }).FillAsync("secret-of-the-dialog");

        await page.EvaluateAsync("window.before = true");
        await users.EvaluateAsync("window.before = true");
        await Panel.KillAsync(Cancellation);
        await Expect(page.GetByText("Panel is unreachable.")).ToBeVisibleAsync();
        // Nobody is there to hear it; the field has it.
        await page.GetByLabel("Host port of port 1").FillAsync("8080");
        await Panel.StartAgainAsync(Cancellation);

        await CameBackAsync(page);
        await CameBackAsync(users);
        await Expect(page.GetByLabel("Image", new() { Exact = true })).ToHaveValueAsync("redis:7.4");
        await Expect(page.GetByLabel("Host port of port 1")).ToHaveValueAsync("8080");
        await Expect(page.GetByLabel("Name of variable 1")).ToHaveValueAsync("POSTGRES_PASSWORD");
        await Expect(page.GetByLabel("Value of variable 1")).ToHaveValueAsync("");
        await Expect(page.GetByLabel("Allocate a terminal (TTY)")).ToBeCheckedAsync();
        await Expect(page.GetByText("but not passwords and values of variables")).ToBeVisibleAsync();
        await Expect(users.Heading("Users")).ToBeVisibleAsync();

        // What is stored when a page goes away, of a form that is filled once more.
        await page.GetByLabel("Value of variable 1").FillAsync("secret-of-the-form");
        await page.EvaluateAsync("dispatchEvent(new PageTransitionEvent('pagehide'))");
        Assert.DoesNotContain("secret-of", await page.EvaluateAsync<string>("JSON.stringify({ ...sessionStorage })"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of", await users.EvaluateAsync<string>("JSON.stringify({ ...sessionStorage })"), StringComparison.Ordinal);
    }

    private static Task CameBackAsync(IPage page) => Poll.UntilAsync(
        async () =>
        {
            try
            {
                return await page.EvaluateAsync<bool>("window.before === undefined");
            }
            catch (PlaywrightException)
            {
                return false; // Being loaded at this moment.
            }
        }, "the page was loaded again", cancellationToken: Cancellation);

    // Faster than the answers come.
    private static async Task TypeAsync(IPage page, ILocator field)
    {
        await field.FillAsync("");
        await field.PressSequentiallyAsync(Sentence, new() { Delay = 30 });
        await Expect(field).ToHaveValueAsync(Sentence);
        // As the server sees it, once its last answer has come.
        await page.EvaluateAsync("() => new Promise(done => setTimeout(done, 400))");
        await Expect(field).ToHaveValueAsync(Sentence);
    }
}
