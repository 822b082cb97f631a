using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using Panel.Tests.Shared;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>A thousand containers: the table draws those in sight, on a desk and on a phone.</summary>
public sealed class ManyContainersTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    private const int Count = 1000;

    // A window of 850 pixels has room for 21 rows, and Virtualize draws 8 more at either end.
    private const int MostRows = 60;

    // Every point of the table that is in sight lies in a row with a name, and the rows drawn follow each other; true once that is so.
    private const string Settled = """
        () => {
            const table = document.querySelector('table[aria-label="Containers"]');
            const { left, width } = table.getBoundingClientRect();
            let seen = 0;
            for (let y = 0; y < innerHeight; y += 10) {
                const hit = document.elementFromPoint(left + width / 2, y);
                if (!hit || !table.contains(hit) || hit.closest('thead')) continue;
                if (!hit.closest('tr')?.querySelector('.name a')?.textContent.trim()) return false;
                seen++;
            }
            const numbers = [...table.querySelectorAll('tbody .name a')].map(name => Number(name.textContent.replace('container-', '')));
            return seen > 10 && numbers.every((number, index) => number === numbers[0] + index);
        }
        """;

    private const string Overflow = """
        () => [document.documentElement, document.querySelector('.table-card')]
            .filter(box => box.scrollWidth > box.clientWidth || (box.classList.contains('table-card') && box.scrollHeight > box.clientHeight))
            .map(box => `${box.tagName} ${box.className}: ${box.scrollWidth}x${box.scrollHeight} in ${box.clientWidth}x${box.clientHeight}`)
        """;

    [Fact]
    public async Task Table_OfAThousandContainers_DrawsTheRowsInSight()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        await Panel.KillAsync(Cancellation);
        await Panel.Roots.CreateContainersAsync(Count, Cancellation);
        await Panel.StartAgainAsync(Cancellation);

        await ScrollThroughAsync(page, 1600, 850);
        await ScrollThroughAsync(page, 390, 844);
    }

    private static async Task ScrollThroughAsync(IPage page, int width, int height)
    {
        await page.SetViewportSizeAsync(width, height);
        await page.GotoAsync("/containers?sort=name");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = ContainersBeforehand.Name(0), Exact = true })).ToBeInViewportAsync();
        await Expect(page.GetByText($"{Count} containers", new() { Exact = true })).ToBeAttachedAsync();
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Containers" });
        await Expect(table).ToHaveAttributeAsync("aria-rowcount", $"{Count}");

        var last = page.GetByRole(AriaRole.Link, new() { Name = ContainersBeforehand.Name(Count - 1), Exact = true });
        await page.Mouse.MoveAsync(width / 2f, height / 2f);
        var screens = 0;
        for (var atEnd = false; !atEnd; screens++)
        {
            Assert.True(screens < Count, "The table's end is never reached.");
            await page.WaitForFunctionAsync(Settled);
            Assert.InRange(await table.Locator("tbody tr").CountAsync(), 10, MostRows);
            Assert.Empty(await page.EvaluateAsync<string[]>(Overflow));
            atEnd = await page.EvaluateAsync<bool>("() => scrollY + innerHeight >= document.documentElement.scrollHeight - 1");
            await page.Mouse.WheelAsync(0, 3000);
        }

        Assert.True(screens > 5, $"{Count} rows were on {screens} screens.");
        await Expect(last).ToBeInViewportAsync();
    }
}
