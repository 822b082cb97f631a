using Bunit;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Features.Containers;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Containers;

/// <summary>Health checks on the pages.</summary>
public sealed class HealthTests : PageTest
{
    [Fact]
    public void Overview_OfAnUnhealthyContainer_TellsWhatItsChecksSaid()
    {
        SignIn(PanelRole.Viewer);
        var web = Sample.Container("web");
        HealthResult[] log = [new(Sample.Now.AddSeconds(-60), Sample.Now, 0, ""), new(Sample.Now.AddSeconds(-30), Sample.Now, 1, "<b>refused</b>\n")];
        Engine.Containers.Put(web with
        {
            HealthCheck = new HealthCheck { Test = ["CMD-SHELL", "wget -q http://127.0.0.1/"], Interval = TimeSpan.FromSeconds(10), StartPeriod = TimeSpan.FromSeconds(90) },
            Summary = web.Summary with { State = web.Summary.State with { Health = new(HealthStatus.Unhealthy, 4, log) } },
        });

        var page = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, "web"));

        page.WaitForAssertion(() => Assert.Contains("running (unhealthy)", page.Find(".page-heading").TextContent, StringComparison.Ordinal));
        Assert.Contains("state bad", page.Find(".page-heading [role=status]").ClassName, StringComparison.Ordinal);
        var card = page.Find("[aria-label=Health]");
        Assert.Contains("the last 4 checks failed", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("wget -q http://127.0.0.1/", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("every 10 s, at most 30 s long, unhealthy after 3 failures; failures in the first 90 s do not count", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("exit code 1", card.QuerySelector("li")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("<b>refused</b>", card.QuerySelector("pre")!.TextContent);
    }

    [Fact]
    public void Overview_WithoutAHealthCheck_HasNoSuchCard()
    {
        SignIn(PanelRole.Viewer);
        Engine.Containers.Put(Sample.Container("web"));

        var page = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, "web"));

        page.WaitForElement("[aria-label=Program]");
        Assert.Empty(page.FindAll("[aria-label=Health]"));
    }

    [Fact]
    public void List_SearchedForUnhealthy_HasTheUnhealthyOnes()
    {
        var (well, ill) = (Row("well", HealthStatus.Healthy), Row("ill", HealthStatus.Unhealthy));
        Assert.Equal([ill], new ContainerListQuery { Search = "unhealthy" }.Apply([well, ill], Sample.Now));
        Assert.Equal([well], new ContainerListQuery { Search = "Healthy" }.Apply([well, ill], Sample.Now));

        static ContainerSummary Row(string name, HealthStatus status)
        {
            var summary = Sample.Container(name).Summary;
            return summary with { State = summary.State with { Health = new(status, 0, []) } };
        }
    }

    [Fact]
    public void NewContainer_WithAHealthCheck_AsksForIt()
    {
        var errors = new FormErrors();
        var form = new HealthForm { Choice = HealthChoice.Own, Command = " true ", Interval = "2.5", Retries = "4" };
        var check = form.Read(errors)!;
        Assert.False(errors.Any);
        Assert.Equal(["CMD-SHELL", "true"], check.Test);
        Assert.Equal((2.5, 0, 0, 4), (check.Interval.TotalSeconds, check.Timeout.TotalSeconds, check.StartPeriod.TotalSeconds, check.Retries));
        Assert.Null(new HealthForm { Command = "ignored" }.Read(errors));
        Assert.Equal(["NONE"], new HealthForm { Choice = HealthChoice.None }.Read(errors)!.Test);
    }

    [Theory]
    [InlineData("", "", "", "Healthcheck.Test")]
    [InlineData("true", "soon", "", "Healthcheck.Interval")]
    [InlineData("true", "0", "", "Healthcheck.Interval")]
    [InlineData("true", "1e9", "", "Healthcheck.Interval")]
    [InlineData("true", "", "0", "Healthcheck.Retries")]
    [InlineData("true", "", "-1", "Healthcheck.Retries")]
    public void NewContainer_WithAWrongHealthCheck_IsToldAtTheField(string command, string interval, string retries, string field)
    {
        var errors = new FormErrors();
        new HealthForm { Choice = HealthChoice.Own, Command = command, Interval = interval, Retries = retries }.Read(errors);
        Assert.NotNull(errors.At(field));
    }
}
