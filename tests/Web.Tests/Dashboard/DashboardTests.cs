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
        page.WaitForAssertion(() => Assert.Contains("The nftables table panel is missing.", page.Find(".attention .grave").TextContent, StringComparison.Ordinal));

        Engine.Networks.Problems = [];

        page.WaitForAssertion(() => Assert.DoesNotContain("nftables", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Page_OfWhatFails_SaysSoWithItsLastLineAndTheWayThere()
    {
        SignIn(PanelRole.Operator);
        var failed = Sample.Container("worker", ContainerStatus.Exited);
        var unstarted = Sample.Container("web", ContainerStatus.Created);
        Engine.Containers.Put(
            failed with { Summary = failed.Summary with { State = Sample.State(ContainerStatus.Exited, exitCode: 3) } },
            unstarted with { Summary = unstarted.Summary with { State = Sample.State(ContainerStatus.Created) with { Error = "exec: no such file" } } },
            Sample.Container("fine"));
        Engine.Containers.Logs[Sample.Id("worker")] = "\u001b[31mout of cheese\u001b[0m";
        Engine.System.Now = new HostStats { Time = Sample.Now, DiskTotalBytes = 100, DiskUsedBytes = 98 };

        var page = Render<DashboardPage>();

        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll(".attention li").Count));
        var told = page.FindAll(".attention li");
        Assert.Contains(told, item => item.TextContent.Contains("worker exited with 3", StringComparison.Ordinal) && item.TextContent.Contains("out of cheese", StringComparison.Ordinal));
        Assert.Contains(told, item => item.TextContent.Contains("web did not start", StringComparison.Ordinal) && item.TextContent.Contains("exec: no such file", StringComparison.Ordinal));
        Assert.Contains(told, item => item.TextContent.Contains("2 B left", StringComparison.Ordinal));
        Assert.NotNull(page.Find($".attention a[href='/containers/{Sample.Id("worker")}/log']"));
    }

    [Fact]
    public void Page_OfUnhealthyAndOfRestartingContainers_SaysWhyWithAWayToTheLog()
    {
        var sick = Sample.Container("sick");
        HealthResult check = new(Sample.Now, Sample.Now, 1, "connection refused\n");
        var loop = Sample.Container("loop", ContainerStatus.Restarting);
        Engine.Containers.Put(
            sick with { Summary = sick.Summary with { State = sick.Summary.State with { Health = new HealthState(HealthStatus.Unhealthy, 4, [check]) } } },
            loop with { Summary = loop.Summary with { State = Sample.State(ContainerStatus.Restarting, exitCode: 7) with { RestartCount = 12 } } });
        Engine.Containers.Logs[Sample.Id("loop")] = "no configuration";

        var page = Render<DashboardPage>();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".attention .grave").Count));
        Assert.Contains("sick is unhealthy", Told("sick"), StringComparison.Ordinal);
        Assert.Contains("connection refused", Told("sick"), StringComparison.Ordinal);
        Assert.Contains("12 times", Told("loop"), StringComparison.Ordinal);
        Assert.Contains("no configuration", Told("loop"), StringComparison.Ordinal);

        string Told(string name) => page.FindAll(".attention li").Single(item => item.QuerySelector($"a[href='/containers/{Sample.Id(name)}/log']") is not null).TextContent;
    }

    [Fact]
    public void Feed_OfACrashLoop_HasOneEntry()
    {
        for (var turn = 0; turn < 4; turn++)
            Engine.Events.Happen(new EngineEvent(Sample.Now.AddSeconds(turn), "container", "die", Sample.Id("loop"), "loop", new Dictionary<string, string> { ["exitCode"] = "1" }));

        var page = Render<DashboardPage>();
        Engine.System.Sample(At(0, cpu: 12, received: 0));

        page.WaitForAssertion(() => Assert.Contains("4 times in a row", Assert.Single(page.FindAll(".happenings li")).TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_OfWhatTheEngineDoesNotUnderstand_SaysSoWithWhatCanBeDone()
    {
        SignIn(PanelRole.Viewer);
        foreach (var kind in Enum.GetValues<ContainerDoubtKind>()) Engine.Containers.Put(Sample.Doubtful(Sample.Container(kind.ToString()), kind));
        Engine.Problems = [new("The file bridge.json cannot be read", "Delete it.")];

        var page = Render<DashboardPage>();

        page.WaitForAssertion(() => Assert.Equal(6, page.FindAll(".attention li").Count));
        var told = page.FindAll(".attention li").Select(item => item.TextContent).ToList();
        foreach (var kind in Enum.GetValues<ContainerDoubtKind>())
            Assert.Contains(told, text => text.Contains($"The reason of {kind}. The remedy of {kind}.", StringComparison.Ordinal));
        Assert.Contains(told, text => text.Contains("Silent has a shim that does not answer", StringComparison.Ordinal));
        Assert.Contains(told, text => text.Contains("bridge.json", StringComparison.Ordinal) && text.Contains("Delete it.", StringComparison.Ordinal));
        Assert.NotNull(page.Find($".attention a[href='/containers/{Sample.Id("Silent")}']"));
    }

    [Fact]
    public void Activity_OfACrashLoop_IsOneEntryThatCounts()
    {
        EngineEvent At(int second, string action, string name = "loop") => new(Sample.Now.AddSeconds(second), "container", action, Sample.Id(name), name, new Dictionary<string, string>());
        EngineEvent[] newestFirst = [At(9, "die"), At(8, "start"), At(7, "die"), At(6, "create", "other"), At(5, "start"), At(4, "die"), At(3, "start"), At(2, "die", "other")];

        var entries = Panel.Web.Features.Events.CrashLoops.Fold(newestFirst);

        Assert.Equal([("loop", 3), ("other", 1), ("loop", 1), ("other", 1)], entries.Select(entry => (entry.Happening.Name, entry.Times)));
        Assert.Equal("exited, 3 times in a row", entries[0].Text);
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
