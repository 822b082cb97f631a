using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Tests.Shared;
using Panel.Web.Configuration;
using Panel.Web.Jobs;
using Panel.Web.Operations;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Jobs;

/// <summary>Jobs on a real database, with real files.</summary>
public sealed class JobTests : PageTest
{
    private static readonly JobKind Kind = new(new Operation("test.work", PanelRole.Operator), "Work", AtOnce: 2) { Most = 4 };
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JobTests() => Services.AddSingleton(Kind);

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    private JobRunner Runner => Services.GetRequiredService<JobRunner>();

    private JobOperations Operations => Services.GetRequiredService<JobOperations>();

    private JobStore Store => Services.GetRequiredService<JobStore>();

    [Fact]
    public async Task Job_ThatSucceeds_IsStoredWithItsStepsAndItsLog()
    {
        var job = await StartAsync("one", context =>
        {
            context.Report(new JobStep("a", "layer a", "downloading") { Bytes = 5, TotalBytes = 10 });
            context.Say("half\nof it\u001b[31m");
            context.Report(new JobStep("a", "layer a", "done") { Bytes = 10, IsDone = true });
            return Task.FromResult("It is here.");
        });
        await job.Saved.WaitAsync(Cancellation);

        var view = await Operations.GetAsync(job.Id, Cancellation);
        Assert.Equal((JobState.Succeeded, "It is here.", "somebody", 100.0), (view.Row.State, view.Row.Outcome, view.Row.ActorName, view.Percent));
        Assert.NotNull(view.Row.StartedAt);
        Assert.NotNull(view.Row.EndedAt);
        var update = await Operations.FollowAsync(job.Id, Cancellation).SingleAsync(Cancellation);
        Assert.Equal(["Work one, for somebody", "half of it [31m", "It is here."], update.Lines.Select(line => line.Text));
        var file = new FileInfo(Path.Combine(Services.GetRequiredService<PanelOptions>().DataRoot, "jobs", job.Id + ".log"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode);
    }

    [Fact]
    public async Task Job_BeyondTheLimit_WaitsForItsTurnAndMoreAreRefused()
    {
        var jobs = new List<RunningJob>();
        for (var i = 0; i < 4; i++) jobs.Add(await StartAsync($"{i}", WaitAsync));
        await Poll.UntilAsync(() => Task.FromResult(jobs.Count(job => job.View.Row.State == JobState.Running) == 2), "two run", cancellationToken: Cancellation);

        var error = await Assert.ThrowsAsync<ConflictException>(() => StartAsync("5", WaitAsync));

        Assert.Equal("4 jobs of the kind Work are under way; wait until one ends.", error.Message);
        Assert.Equal(2, jobs.Count(job => job.View.Row.State == JobState.Queued));
        _go.SetResult();
        await Task.WhenAll(jobs.Select(job => job.Ended)).WaitAsync(Cancellation);
        Assert.All(jobs, job => Assert.Equal(JobState.Succeeded, job.View.Row.State));
    }

    [Fact]
    public async Task Job_ThatIsCancelledWhileItWaits_NeverBegins()
    {
        for (var i = 0; i < 2; i++) await StartAsync($"{i}", WaitAsync);
        var began = false;
        var job = await StartAsync("late", _ =>
        {
            began = true;
            return Task.FromResult("");
        });

        await Operations.CancelAsync(job.Id, Cancellation);
        await job.Ended.WaitAsync(Cancellation);

        Assert.Equal((JobState.Cancelled, null, false), (job.View.Row.State, job.View.Row.StartedAt, began));
        Assert.Contains("job.cancel Work late Succeeded", Audit.Rows);
        _go.SetResult();
    }

    [Theory]
    [InlineData("another", PanelRole.Operator, "Only another, who asked for this job, and administrators cancel it.")]
    [InlineData("another", PanelRole.Administrator, null)]
    [InlineData("1", PanelRole.Operator, null)]
    [InlineData("1", PanelRole.Viewer, "Your role is viewer; ask an administrator to cancel this job.")]
    public void Cancel_IsForTheOneWhoAskedAndForAdministrators(string owner, PanelRole role, string? reason)
    {
        var job = new Job { Id = "", Panel = "", Kind = "test.work", Target = "", ActorKind = ActorKind.User, ActorId = owner, ActorName = owner };
        Assert.Equal(reason, JobOperations.WhyNotCancel(new Actor(ActorKind.User, "1", "somebody", role, null), job));
    }

    [Fact]
    public async Task Job_OfAViewer_IsRefusedAuditedAndNotStored()
    {
        SignIn(PanelRole.Viewer);
        await Assert.ThrowsAsync<NotPermittedException>(() => StartAsync("no", WaitAsync));
        Assert.Equal(["test.work no Refused"], Audit.Rows);
        Assert.Empty(await Operations.ListAsync(null, [], null, 10, Cancellation));
    }

    [Fact]
    public async Task Job_ThatFails_SaysWhyAndHidesWhatIsNotForPeople()
    {
        var told = await StartAsync("told", _ => throw new ObjectNotFoundException("There is no such image."));
        var hidden = await StartAsync("hidden", _ => throw new InvalidOperationException("internals"));
        await Task.WhenAll(told.Ended, hidden.Ended).WaitAsync(Cancellation);

        Assert.Equal((JobState.Failed, "There is no such image."), (told.View.Row.State, told.View.Row.Outcome));
        Assert.Equal((JobState.Failed, "Something in the panel failed; its log says what. Try again."), (hidden.View.Row.State, hidden.View.Row.Outcome));
    }

    [Fact]
    public async Task Reader_ThatIsSlowOrGone_NeverSlowsTheJobAndIsToldWhatItMissed()
    {
        var job = await StartAsync("busy", async context =>
        {
            await _go.Task;
            for (var i = 0; i < 10_000; i++)
            {
                context.Say($"line {i}");
                context.Report(new JobStep("a", "a", $"{i}") { Bytes = i, TotalBytes = 10_000 });
            }

            return "Done.";
        });
        await using var reader = Operations.FollowAsync(job.Id, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await reader.MoveNextAsync());
        await using var gone = Operations.FollowAsync(job.Id, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await gone.MoveNextAsync());

        // Neither reads on while the job writes.
        _go.SetResult();
        await job.Ended.WaitAsync(Cancellation);

        var last = reader.Current;
        var (lines, missed) = (last.Lines.Count, last.Missed);
        while (await reader.MoveNextAsync()) (last, lines, missed) = (reader.Current, lines + reader.Current.Lines.Count, missed + reader.Current.Missed);
        Assert.Equal(JobState.Succeeded, last.Job.Row.State);
        Assert.Equal(10_002, lines + missed);
        Assert.Equal("Done.", last.Lines[^1].Text);
    }

    [Fact]
    public async Task Log_ThatGrows_KeepsItsLimitAndItsEnd()
    {
        Services.GetRequiredService<PanelOptions>().Jobs.MaxLogBytes = 65_536;
        var job = await StartAsync("long", context =>
        {
            for (var i = 0; i < 5_000; i++) context.Say($"line {i}");
            return Task.FromResult("The end.");
        });
        await job.Saved.WaitAsync(Cancellation);

        var log = await Operations.LogAsync(job.Id, Cancellation);
        Assert.InRange(log.Length, 32_768, 65_536);
        Assert.EndsWith("line 4999\n", log.Replace(log[(log.TrimEnd().LastIndexOf('\n') + 1)..], "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.EndsWith("The end.\n", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AfterThePanelDied_MarksItsJobsAsInterruptedWithWhatTheyReached()
    {
        var panel = Services.GetRequiredService<PanelIdentity>().Id;
        var begun = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
        await using (var database = await DatabaseAsync())
        {
            database.Jobs.AddRange(
                Row("1", panel, JobState.Running, begun, """[{"Id":"a","Title":"a","Text":"done","IsDone":true,"Bytes":30,"TotalBytes":30},{"Id":"b","Title":"b","Text":"x","Bytes":10,"TotalBytes":50}]"""),
                Row("2", panel, JobState.Queued, null, null), Row("3", panel, JobState.Succeeded, begun, null), Row("4", new string('f', 32), JobState.Running, begun, null));
            await database.SaveChangesAsync(Cancellation);
        }

        await Store.InterruptStartedAsync(Cancellation);

        await using var after = await DatabaseAsync();
        var rows = await after.Jobs.OrderBy(job => job.Id).ToListAsync(Cancellation);
        Assert.Equal([JobState.Interrupted, JobState.Interrupted, JobState.Succeeded, JobState.Running], rows.Select(job => job.State));
        Assert.Equal("The panel stopped while it ran; it had done 1 of 2 steps (50 %).", rows[0].Outcome);
        Assert.Equal("The panel stopped before its turn came; nothing was done.", rows[1].Outcome);
        Assert.Equal(begun.AddMinutes(1), rows[0].EndedAt);
    }

    [Fact]
    public async Task Stop_OfThePanel_InterruptsWhatRuns()
    {
        var job = await StartAsync("long", async context =>
        {
            await Task.Delay(Timeout.Infinite, context.Cancelled);
            return "";
        });
        await Poll.UntilAsync(() => Task.FromResult(job.View.Row.State == JobState.Running), "it runs", cancellationToken: Cancellation);

        await ((Microsoft.Extensions.Hosting.IHostedService)Runner).StopAsync(Cancellation);

        var row = await Store.FindAsync(job.Id, Cancellation);
        Assert.Equal((JobState.Interrupted, "The panel was stopped while it ran."), (row!.State, row.Outcome));
    }

    [Fact]
    public async Task Job_AfterItsRetention_GoesWithItsLog()
    {
        var job = await StartAsync("old", _ => Task.FromResult("Done."));
        await job.Saved.WaitAsync(Cancellation);
        Services.GetRequiredService<PanelOptions>().Jobs.KeepDays = 30;
        Assert.Equal(0, await Store.ExpireAsync(Cancellation));
        await using (var database = await DatabaseAsync())
            await database.Jobs.ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, DateTime.UtcNow.AddDays(-31)), Cancellation);

        Assert.Equal(1, await Store.ExpireAsync(Cancellation));

        await Assert.ThrowsAsync<ObjectNotFoundException>(() => Operations.GetAsync(job.Id, Cancellation));
        Assert.Empty(Directory.GetFiles(Path.Combine(Services.GetRequiredService<PanelOptions>().DataRoot, "jobs")));
    }

    [Fact]
    public async Task List_ForEachRole_HasWhatItMaySee()
    {
        var panel = Services.GetRequiredService<PanelIdentity>().Id;
        await using (var database = await DatabaseAsync())
        {
            database.Jobs.AddRange(
                Row("1", panel, JobState.Succeeded, null, null), Row("2", panel, JobState.Failed, null, null, "secret.backup"),
                Row("3", panel, JobState.Failed, null, null, "secret.backup", "1"), Row("4", new string('f', 32), JobState.Failed, null, null));
            await database.SaveChangesAsync(Cancellation);
        }

        async Task<string> SeenAsync(PanelRole role)
        {
            SignIn(role);
            return string.Concat((await Operations.ListAsync(null, [], null, 10, Cancellation)).Select(job => job.Row.Id.TrimStart('0')).Order());
        }

        Assert.Equal(("13", "13", "123"), (await SeenAsync(PanelRole.Viewer), await SeenAsync(PanelRole.Operator), await SeenAsync(PanelRole.Administrator)));
        SignIn(PanelRole.Operator);
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => Operations.LogAsync("2".PadLeft(32, '0'), Cancellation));
        Assert.Equal(["3"], (await Operations.ListAsync(null, [JobState.Failed], "TARGET-3", 10, Cancellation)).Select(job => job.Row.Id.TrimStart('0')));
    }

    private Task<RunningJob> StartAsync(string target, Func<JobContext, Task<string>> work) => Runner.StartAsync(Kind, target, new ClaimsPrincipal(), work, Cancellation);

    private async Task<string> WaitAsync(JobContext context)
    {
        await _go.Task.WaitAsync(context.Cancelled);
        return "Done.";
    }

    private Task<PanelDbContext> DatabaseAsync() => Services.GetRequiredService<IDbContextFactory<PanelDbContext>>().CreateDbContextAsync(Cancellation);

    private static Job Row(string id, string panel, JobState state, DateTime? begun, string? steps, string kind = "test.work", string owner = "2") => new()
    {
        Id = id.PadLeft(32, '0'),
        Panel = panel,
        Kind = kind,
        Target = "target-" + id,
        ActorKind = ActorKind.User,
        ActorId = owner,
        ActorName = "ada",
        State = state,
        CreatedAt = new DateTime(2026, 3, 1, 11, 0, 0, DateTimeKind.Utc),
        StartedAt = begun,
        ReportedAt = begun?.AddMinutes(1),
        Steps = steps,
    };
}
