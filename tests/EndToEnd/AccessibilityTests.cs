using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>axe finds nothing on the main pages, in both themes.</summary>
public sealed class AccessibilityTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Pages_HaveNoAxeViolation(ColorScheme scheme)
    {
        var page = await OpenBrowserAsync(scheme);
        List<string> found = [];
        await page.GotoAsync("/signin");
        found.AddRange(await ViolationsAsync(page, "/signin"));
        await page.SignInAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        var id = await page.RunContainerAsync("clock", "sh -c 'while true; do date; sleep 1; done'");
        await page.GotoAsync("/images");
        var image = await page.GetByRole(AriaRole.Link, new() { Name = "busybox:latest", Exact = true }).GetAttributeAsync("href") ?? "";
        image = image.Split('?')[0];
        foreach (var (address, sign) in Pages(id, image))
        {
            await page.GotoAsync(address);
            await Expect(page.Heading(sign)).ToBeVisibleAsync();
            await page.EvaluateAsync("document.querySelectorAll('main details').forEach(closed => closed.open = true)"); // axe sees only what is shown
            await page.EvaluateAsync("document.querySelectorAll('main button.step-head').forEach(closed => closed.click())");
            await page.WaitForTimeoutAsync(500); // what fades in would be measured half transparent
            await page.PictureAsync(PictureName(address.Replace(image, "/image", StringComparison.Ordinal), id, scheme));
            found.AddRange(await ViolationsAsync(page, address));
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static IEnumerable<(string Address, string Heading)> Pages(string id, string image) =>
    [
        ("/", "Dashboard"), ("/containers", "Containers"), ("/containers/new", "New container"), ("/images", "Images"), (image, "busybox:latest"), ($"{image}/layers", "busybox:latest"),
        ("/registries", "Registries"), ("/recordings", "Recordings"), ("/stats", "Stats"), ("/jobs", "Jobs"), ("/audit", "Audit"), ("/users", "Users"),
        ($"/containers/{id}", "clock"), ($"/containers/{id}/log", "clock"), ($"/containers/{id}/terminal", "clock"), ($"/containers/{id}/stats", "clock"), ($"/containers/{id}/processes", "clock"), ($"/containers/{id}/files", "clock"), ($"/containers/{id}/changes", "clock"), ($"/containers/{id}/security", "clock"), ($"/containers/{id}/inspect", "clock"),
    ];

    private static string PictureName(string address, string id, ColorScheme scheme) =>
        $"{(address == "/" ? "dashboard" : address.Trim('/').Replace(id, "one", StringComparison.Ordinal).Replace('/', '-'))}-{(scheme == ColorScheme.Dark ? "dark" : "light")}";

    private static async Task<IEnumerable<string>> ViolationsAsync(IPage page, string address)
    {
        var result = await page.RunAxe();
        return result.Violations.Select(violation => $"{address}: {violation.Id} ({violation.Impact}) at {string.Join(", ", violation.Nodes.Select(node => node.Html).Take(3))}");
    }
}
