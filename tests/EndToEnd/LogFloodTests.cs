using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using Panel.Tests.Shared;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>A container that writes tens of thousands of lines a second, watched.</summary>
public sealed partial class LogFloodTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    // Numbered lines, 4,000 every tenth of a second.
    private const string Flood = "sh -c 'n=1; while true; do seq $n $((n+3999)); n=$((n+4000)); sleep 0.1; done'";

    // As logs/buffer.js: what is kept while following, and twice as much while somebody reads.
    private const int Window = 10_000;

    // A window of 800 pixels shows 40 lines of 20 pixels at most; log-viewer.js draws 12 more at either end.
    private const int MostRows = 70;
    private const long MostGrowth = 32 * 1024 * 1024;

    private const string Look = """
        () => {
            const sight = document.querySelector('.lv-scroll').getBoundingClientRect();
            const rows = [...document.querySelectorAll('.lv-row')].map(row => ({ top: row.getBoundingClientRect().top, number: Number(row.querySelector('.lv-text').textContent) }));
            return { rows: rows.map(row => row.number), inSight: rows.filter(row => row.top < sight.bottom && row.top + 20 > sight.top), kept: document.querySelector('.lv-spacer').offsetHeight / 20 };
        }
        """;

    [Fact]
    public async Task Viewer_OfAFlood_StaysBoundedAndAnswers()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        var id = await page.RunContainerAsync("flood", Flood);
        await page.GotoAsync($"/containers/{id}/log");

        var last = await FollowAsync(page, 100_000);
        var heap = await HeapAsync(page);
        await AnswersAsync(page);
        last = await FollowAsync(page, last + 400_000);
        Assert.InRange(await HeapAsync(page) - heap, long.MinValue, MostGrowth);

        await StaysPutAsync(page, id);
        await page.Button("Follow new lines").ClickAsync();
        await Expect(page.Button("Pause following")).ToBeVisibleAsync();
        await FollowAsync(page, await LastLineAsync(id));

        await page.Button("Kill").ClickAsync();
        await Expect(page.Button("Start")).ToBeVisibleAsync();
        var end = $"{await LastLineAsync(id)}";
        await Expect(page.Locator(".lv-row .lv-text").Last).ToHaveTextAsync(end);
    }

    // Looks again and again, always at newer lines, until those beyond a number come; the newest seen.
    private static async Task<int> FollowAsync(IPage page, int until)
    {
        for (var last = 0; ;)
        {
            await page.WaitForFunctionAsync("last => Number(document.querySelector('.lv-row:last-child .lv-text')?.textContent) > last", last);
            var seen = await LookAsync(page);
            Assert.InRange(seen.Rows.Length, 1, MostRows);
            Assert.InRange(seen.Kept, 1, Window);
            Assert.Equal(Enumerable.Range(seen.Rows[0], seen.Rows.Length), seen.Rows);
            last = seen.Rows[^1];
            if (last > until) return last;
        }
    }

    // In the browser alone, and with an answer of the panel.
    private static async Task AnswersAsync(IPage page)
    {
        await page.Button("Timestamps: local time").ClickAsync();
        await Expect(page.Button("Timestamps: UTC")).ToBeVisibleAsync();
        await page.Button("Use the dark theme").ClickAsync();
        await Expect(page.Button("Use the light theme")).ToBeVisibleAsync();
    }

    private async Task StaysPutAsync(IPage page, string id)
    {
        await page.Button("Pause following").ClickAsync();
        await Expect(page.GetByText("Paused", new() { Exact = true })).ToBeVisibleAsync();
        var paused = await LookAsync(page);
        await Expect(page.GetByText(MoreThan())).ToBeVisibleAsync();
        var then = await LastLineAsync(id);
        await Poll.UntilAsync(async () => await LastLineAsync(id) > then + (3 * Window), "the container wrote on", TimeSpan.FromSeconds(60), Cancellation);

        var still = await LookAsync(page);
        Assert.NotEmpty(paused.InSight);
        Assert.Equal(paused.InSight, still.InSight);
        Assert.Equal(2 * Window, still.Kept);
    }

    private static async Task<long> HeapAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("HeapProfiler.collectGarbage");
        var usage = await session.SendAsync("Runtime.getHeapUsage");
        await session.DetachAsync();
        return (long)usage!.Value.GetProperty("usedSize").GetDouble();
    }

    private static async Task<View> LookAsync(IPage page) =>
        (await page.EvaluateAsync<JsonElement>(Look)).Deserialize<View>(JsonSerializerOptions.Web)!;

    private async Task<int> LastLineAsync(string id)
    {
        await using var file = new FileStream(Panel.Roots.Paths.ContainerLog(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(file.Length, 4096), SeekOrigin.End);
        using var reader = new StreamReader(file);
        var text = await reader.ReadToEndAsync(Cancellation);
        return LinePattern().Matches(text) is [.., var last] ? int.Parse(last.Groups[1].Value) : 0;
    }

    [GeneratedRegex("^More than [0-9,]+ new lines")]
    private static partial Regex MoreThan();

    [GeneratedRegex(@" stdout F (\d+)\n")]
    private static partial Regex LinePattern();

    private sealed record View(int[] Rows, Row[] InSight, int Kept);

    private sealed record Row(double Top, int Number);
}
