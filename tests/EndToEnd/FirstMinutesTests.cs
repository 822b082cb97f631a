using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>A newcomer's first minutes, from the token in the terminal to the audit history.</summary>
public sealed class FirstMinutesTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    private const string Server = "sh -c 'echo hello from a container > /var/www/index.html && exec httpd -f -vv -p 8080 -h /var/www'";

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    [Fact]
    public async Task Newcomer_WithTokenOfTheTerminal_RunsAWebServerAndWatchesItsLog()
    {
        var page = await OpenBrowserAsync();
        await SetUpAsync(page);
        await page.MakeBusyboxAsync();

        var port = Steps.FreePort();
        await page.RunContainerAsync("web", Server, port);
        // New container lands in the log.
        using var http = new HttpClient();
        Assert.Equal("hello from a container\n", await http.GetStringAsync($"http://127.0.0.1:{port}/", Cancellation));
        await Expect(page.LogLines()).ToContainTextAsync("response:200");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.GetAsync($"http://127.0.0.1:{port}/nothing", Cancellation)).StatusCode);
        await Expect(page.LogLines()).ToContainTextAsync("response:404");
        await page.PictureAsync("log");

        await StopAsync(page);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync($"http://127.0.0.1:{port}/", Cancellation));
        await RemoveAsync(page);
        await page.GotoAsync("/audit");
        foreach (var operation in new[] { "image.make", "container.stop", "container.remove" })
            await Expect(page.GetByText(operation).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task SetUp_WithAnotherToken_MakesNobody()
    {
        var page = await OpenBrowserAsync();
        await FillSetUpAsync(page, "not-the-token");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/setup"));
        await FillSetUpAsync(page, Panel.SetupToken);
        await Expect(page.Heading("Dashboard")).ToBeVisibleAsync();
    }

    private async Task SetUpAsync(IPage page)
    {
        await FillSetUpAsync(page, Panel.SetupToken);
        await Expect(page.Heading("Dashboard")).ToBeVisibleAsync();
        await page.Context.ClearCookiesAsync();
        await page.SignInAsync(People.Administrator);
    }

    private static async Task FillSetUpAsync(IPage page, string token)
    {
        await page.GotoAsync("/setup");
        await page.GetByLabel("Set-up token").FillAsync(token);
        await page.GetByLabel("User name").FillAsync(People.Administrator.UserName);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(People.Administrator.Password);
        await page.GetByLabel("Repeat the password").FillAsync(People.Administrator.Password);
        await page.Button("Create administrator").ClickAsync();
    }

    private static async Task StopAsync(IPage page)
    {
        await page.Button("Stop").ClickAsync();
        await Expect(page.Button("Start")).ToBeVisibleAsync();
    }

    private static async Task RemoveAsync(IPage page)
    {
        await page.Button("Remove").ClickAsync();
        var question = page.GetByRole(AriaRole.Dialog);
        await Expect(question).ToContainTextAsync("Its log and its writable layer are lost.");
        await question.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await page.GotoAsync("/containers");
        await Expect(page.GetByText("No containers yet")).ToBeVisibleAsync();
    }
}
