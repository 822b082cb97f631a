using Bunit;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Features.Dashboard;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Dashboard;

public sealed class DashboardTests : PageTest
{
    [Fact]
    public void Page_Samples_MoveTheTiles()
    {
        SignIn(PanelRole.Viewer);
        Engine.Containers.Put(Sample.Container("web"), Sample.Container("old", ContainerStatus.Exited));
        Engine.Events.Happen(new EngineEvent(Sample.Now, "container", "die", Sample.Id("web"), "web", new Dictionary<string, string> { ["exitCode"] = "3" }));
        var page = Render<DashboardPage>();

        Engine.System.Sample(At(0, cpu: 12, received: 0));
        Engine.System.Sample(At(1, cpu: 34, received: 2048));

        page.WaitForAssertion(() => Assert.Contains("34 %", page.Markup, StringComparison.Ordinal));
        Assert.Contains("2 KiB/s", page.Markup, StringComparison.Ordinal);
        Assert.Contains("exited with 3", page.Find(".happenings").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("a[href='/containers?state=running']"));
        Assert.Contains("First steps", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_NetworkChangedByAnotherProgram_SaysSoUntilItIsRepaired()
    {
        SignIn(PanelRole.Viewer);
        Engine.Networks.Problems = ["The nftables table panel is missing."];
        var page = Render<DashboardPage>();
        Assert.Contains("The nftables table panel is missing.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        Engine.Networks.Problems = [];
        Engine.System.Sample(At(0, cpu: 12, received: 0));

        page.WaitForAssertion(() => Assert.DoesNotContain("nftables", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void History_TotalFalls_RateIsZeroNotNegative()
    {
        var history = new HostHistory();

        history.Add(At(0, 0, 4096));
        history.Add(At(1, 0, 1024));

        Assert.Equal([0.0], history.Received);
    }

    [Fact]
    public void History_Hours_KeepsAMinute()
    {
        var history = new HostHistory();
        for (var second = 0; second < 500; second++)
        {
            history.Add(At(second, second, 0));
        }

        Assert.Equal(HostHistory.Capacity, history.Cpu.Count);
        Assert.Equal(499, history.Cpu[^1]);
    }

    private static HostStats At(int second, double cpu, long received) => new()
    {
        Time = Sample.Now.AddSeconds(second),
        CpuPercent = cpu,
        NetworkReceivedBytes = received,
        MemoryTotalBytes = 8L << 30,
        MemoryUsedBytes = 2L << 30,
        DiskTotalBytes = 100,
        DiskUsedBytes = 40,
        LoadAverage = [0.1, 0.2, 0.3],
    };
}
