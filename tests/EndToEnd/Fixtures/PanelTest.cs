using Microsoft.Playwright;
using Panel.Tests.Shared;

namespace Panel.EndToEnd.Fixtures;

/// <summary>A test with a panel of its own and browsers that look at it. When it fails, the panel's output and pictures of the pages tell why.</summary>
// One after another: each has a panel, containers and a browser on the same few cores.
[Collection("Panels")]
public abstract class PanelTest(Browser browser, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly List<IPage> _pages = [];
    private PanelProcess? _panel;

    /// <summary>The panel.</summary>
    protected PanelProcess Panel => _panel ?? throw new InvalidOperationException("The panel has not started.");

    /// <summary>Cancelled when the run is.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Settings beyond the roots; the administrator by default.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings => People.Administrator.AsSettings();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _panel = await PanelProcess.StartAsync(Settings, Cancellation);

    /// <summary>A browser of its own, at the panel's address.</summary>
    protected async Task<IPage> OpenBrowserAsync(ColorScheme scheme = ColorScheme.Light)
    {
        var page = await browser.OpenAsync(Panel.Address, scheme);
        _pages.Add(page);
        return page;
    }

    /// <summary>A browser in which the person has signed in, at the other end of a wire.</summary>
    protected async Task<IPage> OpenBrowserAsync(People person, Wire wire)
    {
        var page = await browser.OpenAsync(wire.Address);
        _pages.Add(page);
        await page.SignInAsync(person);
        return page;
    }

    /// <summary>A phone on which the person has signed in.</summary>
    protected async Task<IPage> OpenPhoneAsync(People person)
    {
        var page = await browser.OpenAsync(Panel.Address, phone: true);
        _pages.Add(page);
        await page.SignInAsync(person);
        return page;
    }

    /// <summary>A browser in which the person has signed in.</summary>
    protected async Task<IPage> OpenBrowserAsync(People person, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await OpenBrowserAsync(scheme);
        await page.SignInAsync(person);
        return page;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed) await ExplainAsync();
        foreach (var page in _pages) await page.Context.DisposeAsync();
        if (_panel is not null) await _panel.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task ExplainAsync()
    {
        if (_panel is not null) output.WriteLine("The panel said:\n" + _panel.Output);
        foreach (var (index, page) in _pages.Index())
        {
            output.WriteLine($"Page {index} at {page.Url}:\n{await page.Locator("body").InnerTextAsync()}");
            var picture = Path.Combine(AppContext.BaseDirectory, "failures", $"{GetType().Name}-{TestContext.Current.TestMethod?.MethodName}-{index}.png");
            await page.ScreenshotAsync(new() { Path = picture });
            output.WriteLine("Picture: " + picture);
        }
    }
}
