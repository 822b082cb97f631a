using System.Net;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Features.Recordings;
using Panel.Web.Features.Terminals;
using Panel.Web.Operations;
using Panel.Web.Tests.Auth;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Recordings;

/// <summary>Who may see, take away and remove which recording, and what becomes of those that were left open or are old.</summary>
public sealed class RecordingTests(PanelApp app) : IClassFixture<PanelApp>
{
    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    private RecordingStore Store => app.Services.GetRequiredService<RecordingStore>();

    [Fact]
    public async Task Recording_OfOneself_IsSeenByItsPersonAndByAdministratorsOnly()
    {
        var id = await RecordAsync("Operator", "seen");
        using var own = await app.SignInAsync("Operator");
        using var administrator = await app.SignInAsync("ada");
        using var other = await app.SignInAsync("Viewer");

        Assert.Contains("seen output", await own.Client.GetStringAsync($"/recordings/{id}/cast", Token), StringComparison.Ordinal);
        Assert.Contains("seen output", await administrator.Client.GetStringAsync($"/recordings/{id}/download", Token), StringComparison.Ordinal);
        using var refused = await other.Client.GetAsync($"/recordings/{id}/cast", Token);
        Assert.Equal((HttpStatusCode.NotFound, "There is no such recording."), (refused.StatusCode, await refused.Content.ReadAsStringAsync(Token)));

        await using var database = await DatabaseAsync();
        Assert.Equal(
            ["recording.download ada", "recording.play Operator"],
            await database.Audit.Where(row => row.Target == "seen" && row.Operation.StartsWith("recording.")).OrderBy(row => row.Operation).Select(row => row.Operation + " " + row.ActorName).ToListAsync(Token));
    }

    [Fact]
    public async Task List_OfEach_HasWhatIsTheirs()
    {
        await RecordAsync("Operator", "list-a");
        await RecordAsync("Viewer", "list-b");
        Assert.Equal(["list-b", "list-a"], await NamesAsync("ada", "LIST-"));
        Assert.Equal(["list-a"], await NamesAsync("Operator", "list-"));
        Assert.Equal(["list-b"], await NamesAsync("Viewer", "list-"));
        Assert.Empty(await NamesAsync("Viewer", "list_b%"));
    }

    [Fact]
    public async Task Delete_OfAnothers_IsRefusedAndOfOnesOwnTakesTheFile()
    {
        var id = await RecordAsync("Operator", "deleted");
        var row = (await Store.FindAsync(id, Token))!;
        await AsAsync("Viewer", operations => Assert.ThrowsAsync<ObjectNotFoundException>(() => operations.DeleteAsync(row, Token)));
        Assert.NotNull(await Store.FindAsync(id, Token));

        await AsAsync("Operator", operations => operations.DeleteAsync(row, Token));

        Assert.Null(await Store.FindAsync(id, Token));
        Assert.Throws<ObjectNotFoundException>(() => Store.Open(id));
    }

    [Fact]
    public async Task Delete_OfWhatASettingMade_IsTheAdministratorsAlone()
    {
        var id = await RecordAsync("Operator", "required");
        await using (var database = await DatabaseAsync())
            await database.Recordings.Where(recording => recording.Id == id).ExecuteUpdateAsync(set => set.SetProperty(recording => recording.Required, true), Token);
        var row = (await Store.FindAsync(id, Token))!;

        await AsAsync("Operator", operations => Assert.ThrowsAsync<NotPermittedException>(() => operations.DeleteAsync(row, Token)));
        await AsAsync("ada", operations => operations.DeleteAsync(row, Token));

        Assert.Null(await Store.FindAsync(id, Token));
    }

    [Fact]
    public async Task LeftOpen_ByAPanelThatDied_IsClosedAndStaysPlayable()
    {
        var id = await RecordAsync("Operator", "left");
        await using (var database = await DatabaseAsync())
            await database.Recordings.Where(recording => recording.Id == id).ExecuteUpdateAsync(set => set.SetProperty(recording => recording.EndedAt, (DateTime?)null), Token);
        var open = (await Store.FindAsync(id, Token))!;
        await AsAsync("Operator", operations => Assert.ThrowsAsync<ConflictException>(() => operations.DeleteAsync(open, Token)));

        await Store.CloseLeftOversAsync(Token);

        var closed = (await Store.FindAsync(id, Token))!;
        Assert.NotNull(closed.EndedAt);
        Assert.Equal("The panel stopped while it recorded.", closed.End);
        await using var file = Store.Open(id);
        Assert.Equal(file.Length, closed.Size);
    }

    [Fact]
    public async Task Old_IsFoundOnlyAfterItsDays()
    {
        var id = await RecordAsync("Operator", "old");
        Assert.DoesNotContain(await Store.ExpiredAsync(Token), row => row.Id == id);
        await using (var database = await DatabaseAsync())
            await database.Recordings.Where(recording => recording.Id == id).ExecuteUpdateAsync(set => set.SetProperty(recording => recording.EndedAt, DateTime.UtcNow.AddDays(-31)), Token);

        Assert.Contains(await Store.ExpiredAsync(Token), row => row.Id == id);
    }

    [Fact]
    public async Task File_IsForThePanelsUserOnly()
    {
        var id = await RecordAsync("Operator", "mode");
        var path = Path.Combine(app.Services.GetRequiredService<PanelOptions>().DataRoot, "recordings", id + ".cast");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    private async Task<string> RecordAsync(string user, string container)
    {
        await using var database = await DatabaseAsync();
        var person = await database.Users.SingleAsync(row => row.UserName == user, Token);
        var recording = await Store.BeginAsync(person.Id, user, Sample.Container(container).Summary, new TerminalRequest("id", "sh", null, 24, 80, Record: true), Token);
        await recording.OutputAsync(System.Text.Encoding.UTF8.GetBytes(container + " output"));
        await Store.EndAsync(recording, "The shell ended.");
        return recording.Id;
    }

    private async Task<List<string>> NamesAsync(string user, string text)
    {
        List<string> names = [];
        await AsAsync(user, async operations => names.AddRange((await operations.ListAsync(text, 100, Token)).Select(row => row.ContainerName)));
        return names;
    }

    private async Task AsAsync(string user, Func<RecordingOperations, Task> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await using var database = await DatabaseAsync();
        var person = await database.Users.SingleAsync(row => row.UserName == user, Token);
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Use(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, person.Id), new Claim(ClaimTypes.Name, user)], "test")));
        await work(scope.ServiceProvider.GetRequiredService<RecordingOperations>());
    }

    private Task<PanelDbContext> DatabaseAsync() => app.Services.GetRequiredService<IDbContextFactory<PanelDbContext>>().CreateDbContextAsync(Token);
}
