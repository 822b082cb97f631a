using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Panel.Engine.Contract;
using Panel.Web.Features.Stats;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Stats;

public sealed class StatsPageTests : PageTest
{
    [Fact]
    public void Table_EachReading_ShowsWhoRunsNow()
    {
        var page = Show(Usage("web"), Usage("db"));
        Assert.Equal(["db", "web"], Names(page));
        Assert.Equal($"/containers/{Sample.Id("db")}/stats", page.Find("td.name a").GetAttribute("href"));

        Tell(Usage("web"), Usage("cache"));

        page.WaitForAssertion(() => Assert.Equal(["cache", "web"], Names(page)));
    }

    [Fact]
    public void Row_WithALimit_TellsUseAndHowOftenItWasHeldBack()
    {
        var page = Show(Usage("web", cpu: 49.9, limit: 0.5, periods: 100, throttled: 40));
        Tell(Usage("web", cpu: 50.4, limit: 0.5, periods: 110, throttled: 45));

        page.WaitForAssertion(() => Assert.Equal("50 %", page.Find(".throttled").TextContent));
        Assert.Equal("50 % of 50 %", page.Find(".cpu").TextContent);
        Assert.Equal("1 MiB / 4 MiB 25 %", page.Find(".memory").TextContent);
        Assert.Equal("2 KiB / 1 KiB", page.Find(".network").TextContent);
        Assert.Equal("8 KiB / 4 KiB", page.Find(".block").TextContent);
        Assert.Equal("3", page.Find(".pids").TextContent);
        Assert.Equal("1 running container, 50 % of one CPU, 1 MiB", page.Find(".table-foot").TextContent);
    }

    [Fact]
    public void Row_WithoutALimit_WasNeverHeldBack()
    {
        var page = Show(Usage("web", cpu: 150));
        Assert.Equal(("150 %", "–"), (page.Find(".cpu").TextContent, page.Find(".throttled").TextContent));
    }

    [Fact]
    public void Sort_ByCpuTwice_TurnsTheOrderRound()
    {
        var page = Show(Usage("a", cpu: 1), Usage("b", cpu: 20), Usage("c", cpu: 3));

        page.PressButton("CPU", "th button");
        Assert.Equal(["b", "c", "a"], Names(page));
        Assert.Equal("descending", page.Find("th[aria-sort]").GetAttribute("aria-sort"));
        page.PressButton("CPU", "th button");
        Assert.Equal(["a", "c", "b"], Names(page));
        Assert.EndsWith("?sort=cpu", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-throttled", "c b a")]
    [InlineData("memory", "a b c")]
    [InlineData("-name", "c b a")]
    [InlineData("-pids", "a b c")]
    [InlineData("nonsense", "a b c")]
    public void Sort_InTheAddress_Holds(string sort, string order)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/stats?sort={sort}");
        var page = Show(Usage("b", limit: 1, memory: 2 << 20), Usage("c", limit: 1, periods: 1, throttled: 1, memory: 3 << 20));
        Tell(Usage("b", limit: 1, memory: 2 << 20), Usage("a"), Usage("c", limit: 1, periods: 3, throttled: 2, memory: 3 << 20));
        page.WaitForAssertion(() => Assert.Equal(order.Split(' '), Names(page)));
    }

    [Fact]
    public void Search_FindsByNameAndClears()
    {
        var page = Show(Usage("web"), Usage("db"));
        page.Type("[data-search]", "WE");
        Assert.Equal(["web"], Names(page));
        Assert.StartsWith("1 running container of 2,", page.Find(".table-foot").TextContent, StringComparison.Ordinal);

        page.Type("[data-search]", "nothing");
        page.PressButton("Clear the search");
        Assert.Equal(2, Names(page).Count);
    }

    [Fact]
    public async Task Pause_HoldsTheTableUntilItGoesOn()
    {
        var page = Show(Usage("web"));
        page.PressButton("Pause");
        Tell(Usage("db"));
        // Nothing is drawn that could be waited for; the page has taken it once the channel is empty and the renderer answers.
        while (Engine.Containers.Usage.Reader.Count > 0) await Task.Delay(5, Xunit.TestContext.Current.CancellationToken);
        await page.InvokeAsync(() => Assert.Equal(["web"], Names(page)));
        page.PressButton("Resume");
        page.WaitForAssertion(() => Assert.Equal(["db"], Names(page)));
    }

    [Fact]
    public void Nothing_Running_IsSaid()
    {
        Tell();
        var page = Render<StatsPage>();
        page.WaitForAssertion(() => Assert.Contains("No running containers", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Engine_Fails_SaysSoAndOffersAnotherTry()
    {
        Engine.Containers.Fail["usage"] = new EngineFailureException("The control groups cannot be read.", "read");
        var page = Render<StatsPage>();
        page.WaitForAssertion(() => Assert.Contains("The control groups cannot be read.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Engine.Containers.Fail.Clear();
        Tell(Usage("web"));
        page.PressButton("Try again");
        page.WaitForAssertion(() => Assert.Equal(["web"], Names(page)));
    }

    private static ContainerUsage Usage(string name, double cpu = 0, double limit = 0, long periods = 0, long throttled = 0, long memory = 1 << 20) => new(
        Sample.Container(name).Summary,
        new ContainerStats
        {
            Time = Sample.Now,
            CpuPercent = cpu,
            CpuLimit = limit,
            CpuPeriods = periods,
            ThrottledPeriods = throttled,
            MemoryBytes = memory,
            MemoryLimitBytes = 4 << 20,
            NetworkReceivedBytes = 2048,
            NetworkSentBytes = 1024,
            BlockReadBytes = 8192,
            BlockWrittenBytes = 4096,
            Pids = 3,
        });

    private void Tell(params ContainerUsage[] reading) => Engine.Containers.Usage.Writer.TryWrite(reading);

    private IRenderedComponent<StatsPage> Show(params ContainerUsage[] reading)
    {
        Tell(reading);
        var page = Render<StatsPage>();
        page.WaitForElement("table");
        return page;
    }

    private static List<string> Names(IRenderedComponent<StatsPage> page) => [.. page.FindAll("td.name a").Select(link => link.TextContent)];
}
