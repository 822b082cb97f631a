using System.Net;
using Panel.EndToEnd.Fixtures;
using Panel.Tests.Shared;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>Another program of the host keeps taking the panel's rules away: whoever watches is told, and told when it is over.</summary>
public sealed class NetworkFaultTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    // The repair waits up to a minute by then.
    private static readonly TimeSpan Repair = TimeSpan.FromMinutes(3);

    // Right after a repair nothing is wrong until the opponent's next move.
    private const float Milliseconds = 60_000;

    [Fact]
    public async Task Table_ThatIsTakenAwayAgainAndAgain_IsSaidByHealthAndDashboardUntilItStays()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        using var http = new HttpClient { BaseAddress = Panel.Address };
        var table = Panel.Roots.Paths.InstanceName;
        var (status, sentence) = await HealthAsync(http);
        Assert.Equal((HttpStatusCode.OK, "ok"), (status, sentence));

        using (var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation))
        {
            var opponent = TakeAwayAsync(table, enough.Token);
            await Poll.UntilAsync(
                async () => await HealthAsync(http) is (HttpStatusCode.ServiceUnavailable, var told) && told.StartsWith("Something is wrong with the containers' network", StringComparison.Ordinal),
                "/healthz says so", Repair, Cancellation);
            await page.GotoAsync("/");
            await Expect(page.GetByText($"the nftables table {table} is missing or changed")).ToBeVisibleAsync(new() { Timeout = Milliseconds });
            await Expect(page.GetByText("Another program keeps undoing the panel's repairs")).ToBeVisibleAsync(new() { Timeout = Milliseconds });
            await enough.CancelAsync();
            await opponent;
        }

        await Poll.UntilAsync(async () => await HealthAsync(http) is (HttpStatusCode.OK, "ok"), "/healthz is well again", Repair, Cancellation);
        await page.GotoAsync("/");
        await Expect(page.GetByText("Containers by state")).ToBeVisibleAsync();
        await Expect(page.GetByText("nftables table")).ToHaveCountAsync(0);
    }

    private static async Task TakeAwayAsync(string table, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Command.TryAsync("nft", ["delete", "table", "inet", table], CancellationToken.None);
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private static async Task<(HttpStatusCode Status, string Sentence)> HealthAsync(HttpClient http)
    {
        using var answer = await http.GetAsync(new Uri("/healthz", UriKind.Relative), Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
