using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Web.Features.Jobs;
using Panel.Web.Jobs;
using Panel.Web.Operations;

namespace Panel.Web.Tests.Jobs;

/// <summary>What the pages of jobs show.</summary>
public sealed class JobsPageTests : PageTest
{
    private static readonly JobKind Kind = new(new Operation("test.work", PanelRole.Operator), "Work", AtOnce: 2);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JobsPageTests() => Services.AddSingleton(Kind);

    [Fact]
    public void Page_WithoutJobs_SaysWhatTheyAre()
    {
        var page = Render<JobsPage>();
        page.WaitForAssertion(() => Assert.Equal("No jobs yet", page.Find(".empty-title").TextContent));
    }

    [Fact]
    public async Task Page_OfARunningJob_ShowsItLiveUntilItsEnd()
    {
        var job = await StartAsync("web:1");
        var list = Render<JobsPage>();
        list.WaitForAssertion(() => Assert.Equal("25", list.Find("td.job-progress progress").GetAttribute("value")));
        Assert.Equal(("Work web:1", "Running"), (list.Find("td.name").TextContent, list.Find("td .state").TextContent));

        var page = Render<JobPage>(parameters => parameters.Add(view => view.Id, job.Id));
        page.WaitForAssertion(() => Assert.Contains("hello", page.Find("[role=log]").TextContent, StringComparison.Ordinal));
        Assert.Contains("layer adownloading", page.Find(".layers li").TextContent.Replace("\n", "", StringComparison.Ordinal).Replace("  ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        _go.SetResult();

        page.WaitForAssertion(() => Assert.Equal("It is done.", page.Find(".transfer [role=status]").TextContent));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Trim() == "Cancel");
        list.WaitForAssertion(() => Assert.Equal("Done", list.Find("td .state").TextContent));
    }

    [Fact]
    public async Task Cancel_OnThePage_EndsTheJob()
    {
        var job = await StartAsync("web:1");
        var page = Render<JobPage>(parameters => parameters.Add(view => view.Id, job.Id));

        page.PressButton("Cancel");

        page.WaitForAssertion(() => Assert.Equal("It was cancelled.", page.Find(".transfer [role=status]").TextContent));
        Assert.Contains("job.cancel Work web:1 Succeeded", Audit.Rows);
    }

    [Fact]
    public async Task Filter_ByState_ShowsThoseOnly()
    {
        var job = await StartAsync("web:1");
        _go.SetResult();
        await job.Saved;
        var page = Render<JobsPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));

        page.PressButton("Failed");

        page.WaitForAssertion(() => Assert.Equal("Nothing matches", page.Find(".empty-title").TextContent));
        Assert.EndsWith("/?state=failed", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        page.PressButton("Clear the filters");
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
    }

    [Fact]
    public void Page_OfAnUnknownJob_SaysSo()
    {
        var page = Render<JobPage>(parameters => parameters.Add(view => view.Id, "nosuch"));
        page.WaitForAssertion(() => Assert.Contains("There is no such job", page.Markup, StringComparison.Ordinal));
    }

    private Task<RunningJob> StartAsync(string target) => Services.GetRequiredService<JobRunner>().StartAsync(Kind, target, new ClaimsPrincipal(), async context =>
    {
        context.Say("hello");
        context.Report(new JobStep("a", "layer a", "downloading") { Bytes = 25, TotalBytes = 100, Percent = 25 });
        await _go.Task.WaitAsync(context.Cancelled);
        return "It is done.";
    }, Xunit.TestContext.Current.CancellationToken);
}
