using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>Everything can be reached: by a finger on a phone, and by the keyboard alone.</summary>
public sealed class ReachTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    // Controls of less than 44 by 44 CSS pixels, and what makes the page scroll sideways. A link inside a sentence is as large as its words.
    private const string TooSmall = """
        () => {
            const found = [];
            for (const control of document.querySelectorAll('a[href], button, input:not([type=hidden], [type=file]), select, textarea, summary, [role=button], [role=tab], [tabindex="0"]')) {
                if (control.closest('.skip-link, .xterm, .boot-note, #components-reconnect-modal, #blazor-error-ui')) continue;
                const target = control.matches('[type=checkbox], [type=radio]') ? control.closest('label, td.pick, th.pick') ?? control : control;
                const { width, height, right } = target.getBoundingClientRect();
                const style = getComputedStyle(control);
                if (width === 0 || height === 0 || right < 0 || style.visibility === 'hidden' || (control.matches('a') && style.display === 'inline')) continue;
                if (width < 43.5 || height < 43.5) found.push(`${control.outerHTML.slice(0, 120)} is ${Math.round(width)} by ${Math.round(height)}`);
            }
            const beyond = document.documentElement.scrollWidth - innerWidth;
            return beyond > 0 ? [...found, `the page is ${beyond} wider than the screen`] : found;
        }
        """;

    // How the focused control can be told from the others, or null where it cannot.
    private const string FocusedAsSeen = """
        () => {
            const focused = document.activeElement;
            if (!focused || focused === document.body) return '';
            const shown = focused.closest('.terminal-stage') ?? focused; // a terminal's input is nowhere
            const style = getComputedStyle(shown);
            const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1.5;
            const box = shown.getBoundingClientRect();
            const label = focused.getAttribute('aria-label') ?? focused.textContent.trim();
            return ring && box.width > 0 ? label : `${focused.outerHTML.slice(0, 160)} shows no focus`;
        }
        """;

    [Fact]
    public async Task Phone_EveryControl_IsLargeEnoughForAFinger()
    {
        var administrator = await OpenBrowserAsync(People.Administrator);
        await administrator.MakeBusyboxAsync();
        var id = await administrator.RunContainerAsync("web", "sh -c 'while true; do date; sleep 1; done'", hostPort: Steps.FreePort());
        await administrator.RunContainerAsync("job", "sleep 1000");
        await administrator.RunContainerAsync("broken", "sh -c 'echo cannot; sleep 20; exit 1'");
        var page = await OpenPhoneAsync(People.Administrator);
        await page.GotoAsync("/images");
        var image = (await page.GetByRole(AriaRole.Link, new() { Name = "busybox:latest", Exact = true }).GetAttributeAsync("href"))!.Split('?')[0];

        Assert.Equal("16px 14px", await page.EvaluateAsync<string>("`${getComputedStyle(document.documentElement).fontSize} ${getComputedStyle(document.body).fontSize}`"));

        List<string> found = [];
        foreach (var (address, heading) in Pages(id, image))
        {
            await page.GotoAsync(address);
            await Expect(page.Heading(heading)).ToBeVisibleAsync();
            // The page's own reading comes after its heading.
            await Expect(page.Locator(".loading-note")).ToHaveCountAsync(0);
            if (Late(address, id) is { } late) await Expect(page.Locator(late).First).ToBeVisibleAsync();
            await page.EvaluateAsync("document.querySelectorAll('main details').forEach(closed => closed.open = true); document.querySelectorAll('[data-add]').forEach(add => add.click())");
            await page.EvaluateAsync("() => new Promise(done => setTimeout(done, 300))"); // a round trip for the rows that were added
            found.AddRange((await page.EvaluateAsync<string[]>(TooSmall)).Select(fault => $"{address}: {fault}"));
        }

        await page.GetByLabel("Your account").First.ClickAsync();
        await Expect(page.Button("Sign out")).ToBeVisibleAsync();
        found.AddRange((await page.EvaluateAsync<string[]>(TooSmall)).Select(fault => $"menu: {fault}"));
        Assert.True(found.Count == 0, string.Join('\n', found.Distinct()));
    }

    [Fact]
    public async Task Keyboard_OnEveryPage_ShowsWhereItIs()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        var id = await page.RunContainerAsync("web", "sh -c 'while true; do date; sleep 1; done'");
        List<string> found = [];
        foreach (var (address, heading) in Pages(id, "/images").DistinctBy(one => one.Address))
        {
            await page.GotoAsync(address);
            await Expect(page.Heading(heading)).ToBeVisibleAsync();
            await page.EvaluateAsync("document.activeElement?.blur()");
            for (var step = 0; step < 60; step++)
            {
                await page.Keyboard.PressAsync("Tab");
                var seen = await page.EvaluateAsync<string>(FocusedAsSeen);
                if (seen.Length == 0) break; // past the last control
                if (seen.EndsWith(" shows no focus", StringComparison.Ordinal)) found.Add($"{address}: {seen}");
                // The terminal keeps Tab for its program.
                if (await page.EvaluateAsync<bool>("document.activeElement.closest('.xterm') !== null")) break;
            }
        }

        Assert.True(found.Count == 0, string.Join('\n', found.Distinct()));
    }

    // Controls that come with what the page reads only after it is drawn.
    private static string? Late(string address, string id) => address == "/" ? ".attention a" : address == $"/containers/{id}" ? ".last-line" : null;

    private static IEnumerable<(string Address, string Heading)> Pages(string id, string image) =>
    [
        ("/containers", "Containers"), ("/containers/new", "New container"), ("/images", "Images"), (image, image == "/images" ? "Images" : "busybox:latest"),
        ("/registries", "Registries"), ("/stats", "Stats"), ("/jobs", "Jobs"), ("/events", "Events"), ("/recordings", "Recordings"), ("/audit", "Audit"), ("/users", "Users"), ("/account", "Your account"),
        ($"/containers/{id}", "web"), ($"/containers/{id}/log", "web"), ($"/containers/{id}/terminal", "web"), ($"/containers/{id}/processes", "web"), ($"/containers/{id}/files", "web"),
        ($"/containers/{id}/security", "web"), ($"/containers/{id}/inspect", "web"), ("/", "Dashboard"),
    ];
}
