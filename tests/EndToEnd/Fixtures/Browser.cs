using Microsoft.Playwright;

namespace Panel.EndToEnd.Fixtures;

/// <summary>Debian's Chromium, driven by Playwright; nothing is downloaded.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string Executable = Environment.GetEnvironmentVariable("PANEL_CHROMIUM") ?? "/usr/bin/chromium";
    private static readonly string[] Switches =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    ];
    private IPlaywright? _playwright;
    private IBrowser? _chromium;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // Generous, because the whole suite shares two cores with what it builds.
        Assertions.SetDefaultExpectTimeout(30_000);
        if (!File.Exists(Executable)) Assert.Skip($"There is no {Executable}: install Debian's chromium, or set PANEL_CHROMIUM.");
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Switches, Headless = true });
    }

    /// <summary>A person's own browser: no cookie of another one. On a phone it is narrow and has no mouse.</summary>
    public async Task<IPage> OpenAsync(Uri panel, ColorScheme scheme = ColorScheme.Light, bool phone = false)
    {
        var context = await (_chromium ?? throw new InvalidOperationException("The browser has not started.")).NewContextAsync(new()
        {
            BaseURL = panel.ToString(),
            ColorScheme = scheme,
            AcceptDownloads = true,
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 800 },
            HasTouch = phone,
            IsMobile = phone,
        });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null) await _chromium.DisposeAsync();
        _playwright?.Dispose();
    }
}
