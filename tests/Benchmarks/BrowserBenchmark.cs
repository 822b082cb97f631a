using Microsoft.Playwright;
using Panel.Engine.Contract;
using Panel.Tests.Shared;

namespace Panel.Benchmarks;

/// <summary>How fast a browser gets a log, and what its tabs cost the panel.</summary>
internal static class BrowserBenchmark
{
    private const int Lines = 500_000;
    private const int Tabs = 10;
    private static readonly string[] Switches = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
    private static readonly Dictionary<string, string> Administrator = new() { ["Panel__Admin__UserName"] = "ada", ["Panel__Admin__Password"] = "correct horse battery" };

    // The log viewer's own line source, without its drawing.
    private const string Receive = """
        async ({ id, lines }) => {
            const { HubSource } = await import('/js/logs/hub-source.js');
            const source = new HubSource({ hubUrl: '/hubs/logs', containerId: id, tail: null });
            let count = 0;
            const begin = performance.now();
            await new Promise((resolve, reject) => source.start({
                add: () => { if (++count === lines) resolve(); },
                grew: () => {},
                state: (name, message) => { if (message) reject(new Error(message)); },
            }));
            const milliseconds = performance.now() - begin;
            await source.stop();
            return milliseconds;
        }
        """;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var engine = await BenchmarkEngine.StartAsync(cancellationToken);
        var spec = BenchmarkEngine.Spec("sh", "-c", $"yes 'a line of a log as long as most lines of most logs are, with a number: 0123456789' | head -n {Lines}");
        var id = await engine.RunAsync(spec with { LogRotation = new LogRotation(1L << 30, 1), NetworkMode = "none" }, cancellationToken);
        await engine.Containers.WaitAsync(id, cancellationToken: cancellationToken);
        await engine.StopAsync();
        await using var panel = await PanelProcess.StartAsync(engine.Roots, Administrator, cancellationToken);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Switches });
        var page = await SignInAsync(browser, panel.Address);

        var first = await page.EvaluateAsync<double>(Receive, new { id, lines = Lines });
        var second = await page.EvaluateAsync<double>(Receive, new { id, lines = Lines });
        var best = TimeSpan.FromMilliseconds(Math.Min(first, second));
        var (before, after) = await MeasureTabsAsync(page, panel, cancellationToken);

        var table = new Table("what", "figure");
        table.Add($"{Lines:N0} lines from disk to the browser", $"{best.TotalSeconds:0.00} s");
        table.Add("lines a second to the browser", $"{Lines / best.TotalSeconds:N0}");
        table.Add("panel RSS with one tab", $"{before / 1e6:0.0} MB");
        table.Add($"panel RSS for each of {Tabs} tabs more on the container list", $"{(after - before) / 1e6 / Tabs:0.0} MB");
        table.Print("Browser (Chromium on the same machine)");
    }

    private static async Task<IPage> SignInAsync(IBrowser browser, Uri panel)
    {
        var context = await browser.NewContextAsync(new() { BaseURL = panel.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/signin");
        await page.GetByLabel("User name").FillAsync(Administrator["Panel__Admin__UserName"]);
        await page.GetByLabel("Password").FillAsync(Administrator["Panel__Admin__Password"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Dashboard" })).ToBeVisibleAsync();
        return page;
    }

    private static async Task<(long Before, long After)> MeasureTabsAsync(IPage page, PanelProcess panel, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken);
        var before = ProcessTable.ResidentBytes(panel.Id);
        for (var tab = 0; tab < Tabs; tab++)
        {
            var another = await page.Context.NewPageAsync();
            await another.GotoAsync("/containers");
            await Assertions.Expect(another.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        }

        await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken);
        return (before, ProcessTable.ResidentBytes(panel.Id));
    }
}
