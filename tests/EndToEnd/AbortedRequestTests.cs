using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>A browser aborts its requests when the computer's network changes. A page that was loading still appears.</summary>
public sealed class AbortedRequestTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    [Fact]
    public async Task Page_WhoseFirstRequestsAreAborted_ComesByItself()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        var id = await page.RunContainerAsync("clock", "sh -c 'while true; do echo tick; sleep 1; done'");

        string[] ofEveryPage = ["**/_blazor/negotiate*", "**/_framework/blazor.web*", "**/MudBlazor.min*.js", "**/js/app*.js", "**/js/start*.js", "**/*.js", "**/css/pages*.css"];
        string[] ofTheLog = ["**/js/log-viewer*.js", "**/js/logs/assembler*.js", "**/lib/signalr/**", "**/hubs/logs/negotiate*"];
        foreach (var address in ofEveryPage.Concat(ofTheLog))
        {
            var aborted = await AbortOnceAsync(page, address);
            await page.GotoAsync($"/containers/{id}/log");
            await Expect(page.LogLines()).ToContainTextAsync("tick");
            Assert.True(aborted(), $"{address} was not asked for.");
            await page.UnrouteAllAsync();
        }

        await AbortOnceAsync(page, "**/js/terminal*.js");
        await page.GotoAsync($"/containers/{id}/terminal");
        await Expect(page.Locator(".terminal-state")).ToHaveTextAsync("Connected");
    }

    [Fact]
    public async Task SignIn_WhoseScriptIsAborted_KeepsWhatIsTyped()
    {
        var page = await OpenBrowserAsync();
        await AbortOnceAsync(page, "**/js/app*.js");
        await page.GotoAsync("/signin");
        await page.GetByLabel("User name").FillAsync("typed");
        await page.WaitForResponseAsync(answer => answer.Request.Method == "HEAD"); // the page asks whether the panel is there
        await page.EvaluateAsync("() => new Promise(done => setTimeout(done, 300))");
        await Expect(page.GetByLabel("User name")).ToHaveValueAsync("typed");
    }

    // Says afterwards whether it came to that.
    private static async Task<Func<bool>> AbortOnceAsync(IPage page, string address)
    {
        var isAborted = false;
        await page.RouteAsync(address, async route =>
        {
            if (isAborted)
            {
                await route.ContinueAsync();
                return;
            }

            isAborted = true;
            await route.AbortAsync("connectionaborted");
        });
        return () => isAborted;
    }
}
