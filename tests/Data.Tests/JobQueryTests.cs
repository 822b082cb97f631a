using Microsoft.EntityFrameworkCore;

namespace Panel.Data.Tests;

/// <summary>Which jobs a reader finds.</summary>
public class JobQueryTests
{
    private static readonly string Own = new('a', 32);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task Jobs_OfAFilter_AreThoseThatTheReaderMaySeeNewestFirst(string provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await using var database = test.Open();
        await database.ApplyMigrationsAsync(Cancellation);
        database.Jobs.AddRange(
            Job(1, "image.pull", JobState.Running, "nginx:1", "ada"), Job(2, "image.pull", JobState.Failed, "web_1", "bob"),
            Job(3, "backup", JobState.Queued, "all", "bob"), Job(4, "backup", JobState.Succeeded, "webx1", "ada"));
        var other = Job(5, "image.pull", JobState.Running, "nginx:1", "ada");
        other.Panel = new string('b', 32);
        database.Jobs.Add(other);
        await database.SaveChangesAsync(Cancellation);

        Task<string> FindAsync(JobFilter filter) => FoundAsync(database, filter);
        var viewer = new JobFilter(Own, ["image.pull"], null);
        var bob = new JobFilter(Own, ["image.pull"], "id-bob");
        var all = new JobFilter(Own, [], null) { SeesAll = true };
        Assert.Equal(("21", "321", "4321"), (await FindAsync(viewer), await FindAsync(bob), await FindAsync(all)));
        Assert.Equal("31", await FindAsync(all with { States = [JobState.Queued, JobState.Running] }));
        Assert.Equal("43", await FindAsync(all with { Kind = "backup" }));
        Assert.Equal(("32", "2"), (await FindAsync(all with { Text = "BOB" }), await FindAsync(all with { Text = "web_" })));
        Assert.Equal("", await FindAsync(new JobFilter(Own, [], null)));
    }

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task State_OfANewerVersion_IsReadAsInterrupted(string provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await using var database = test.Open();
        await database.ApplyMigrationsAsync(Cancellation);
        database.Jobs.Add(Job(1, "image.pull", JobState.Running, "nginx:1", "ada"));
        await database.SaveChangesAsync(Cancellation);
        await database.Database.ExecuteSqlRawAsync("""UPDATE "Jobs" SET "State" = 'Paused'""", Cancellation);
        Assert.Equal(JobState.Interrupted, (await database.Jobs.AsNoTracking().SingleAsync(Cancellation)).State);
    }

    private static async Task<string> FoundAsync(PanelDbContext database, JobFilter filter) =>
        string.Concat((await database.Jobs.Matching(filter).ToListAsync(Cancellation)).Select(job => job.Id.TrimStart('0')));

    private static Job Job(int number, string kind, JobState state, string target, string actor) => new()
    {
        Id = $"{number:D32}",
        Panel = Own,
        Kind = kind,
        Target = target,
        ActorKind = ActorKind.User,
        ActorId = "id-" + actor,
        ActorName = actor,
        State = state,
        CreatedAt = new DateTime(2026, 3, 1, 12, number, 0, DateTimeKind.Utc),
    };
}
