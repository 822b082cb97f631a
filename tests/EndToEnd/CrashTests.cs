using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using Panel.Tests.Shared;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>The panel may die at any moment; its containers keep running.</summary>
public sealed partial class CrashTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    private const string Counter = "sh -c 'i=0; while true; do i=$((i+1)); echo line $i; sleep 0.02; done'";

    [Fact]
    public async Task Panel_KilledAndStartedAgain_KeepsTheContainerAndEveryLine()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        var id = await page.RunContainerAsync("counter", Counter);
        await page.GotoAsync($"/containers/{id}/log");
        await Expect(page.LogLines()).ToContainTextAsync("line ");

        await Panel.KillAsync(Cancellation);
        var atCrash = await LastLineAsync(id);
        await Poll.UntilAsync(async () => await LastLineAsync(id) > atCrash + 20, "the container wrote on without the panel", cancellationToken: Cancellation);
        await Panel.StartAgainAsync(Cancellation);

        await page.ReloadAsync();
        await Expect(page.Button("Stop")).ToBeVisibleAsync();
        var atReturn = await LastLineAsync(id);
        await Expect(page.LogLines()).ToContainTextAsync(LaterThan(atReturn));
        var lines = await NumbersAsync(id);
        Assert.Equal(Enumerable.Range(1, lines.Count), lines);

        await page.Button("Kill").ClickAsync();
        await Expect(page.Button("Start")).ToBeVisibleAsync();
        await Expect(page.GetByText("137").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Panel_KilledWhileItStopsAContainer_CallsThatInterrupted()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        await page.RunContainerAsync("stubborn", "sleep 1000"); // As PID 1 it does not hear SIGTERM: stopping takes ten seconds.
        await page.Button("Stop").ClickAsync();
        await Poll.UntilAsync(async () => await HistoryAsync(page, "result=Started") is [var row] && row.Contains("container.stop,stubborn", StringComparison.Ordinal), "the stop is under way", cancellationToken: Cancellation);

        await Panel.KillAsync(Cancellation);
        await Panel.StartAgainAsync(Cancellation);

        Assert.Empty(await HistoryAsync(page, "result=Started&operation=container"));
        Assert.Contains("container.stop,stubborn,Interrupted", Assert.Single(await HistoryAsync(page, "result=Interrupted")), StringComparison.Ordinal);
        await page.GotoAsync("/audit");
        await page.GetByLabel("Result", new() { Exact = true }).SelectOptionAsync("Interrupted");
        var rows = page.GetByRole(AriaRole.Table, new() { Name = "Audit history" }).GetByRole(AriaRole.Row).Filter(new() { HasText = "container." });
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows).ToContainTextAsync("Interrupted");
        await Expect(rows).ToContainTextAsync("stubborn");
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "No outcome yet" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task TwoPanels_OnOneMachine_DoNotSeeEachOther()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        await page.RunContainerAsync("mine", "sleep 1000");
        await using var other = await PanelProcess.StartAsync(Settings, Cancellation);
        Assert.NotEqual(Panel.Roots.Paths.InstanceName, other.Roots.Paths.InstanceName);
        Assert.True(Directory.Exists($"/sys/class/net/{Panel.Roots.Paths.BridgeName}"));
        Assert.True(Directory.Exists($"/sys/class/net/{other.Roots.Paths.BridgeName}"));
        Assert.Empty(Directory.EnumerateDirectories(other.Roots.Paths.ContainersRoot));
        Assert.Single(Directory.EnumerateDirectories(Panel.Roots.Paths.ContainersRoot));
    }

    // The rows of the CSV export, without the export's own.
    private static async Task<IReadOnlyList<string>> HistoryAsync(IPage page, string filter)
    {
        var answer = await page.APIRequest.GetAsync("/audit/export.csv?" + filter);
        return [.. (await answer.TextAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Where(row => !row.Contains("audit.export", StringComparison.Ordinal))];
    }

    // Any number above, written as a pattern: some digits more, or the same number of digits with a greater one.
    private static Regex LaterThan(int number)
    {
        var digits = $"{number}";
        var greater = digits.Select((digit, index) => digit == '9' ? null : $"{digits[..index]}[{digit - '0' + 1}-9][0-9]{{{digits.Length - index - 1}}}").OfType<string>();
        return new Regex($"line ({string.Join('|', greater.Append($"[0-9]{{{digits.Length + 1},}}"))})\\b");
    }

    private async Task<int> LastLineAsync(string id) => await NumbersAsync(id) is [.., var last] ? last : 0;

    private async Task<IReadOnlyList<int>> NumbersAsync(string id)
    {
        var text = await File.ReadAllTextAsync(Panel.Roots.Paths.ContainerLog(id), Cancellation);
        return [.. LinePattern().Matches(text).Select(match => int.Parse(match.Groups[1].Value))];
    }

    [GeneratedRegex(@" stdout F line (\d+)\n")]
    private static partial Regex LinePattern();
}
