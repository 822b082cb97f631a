using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Web.Auth;

namespace Panel.Web.Tests.Auth;

/// <summary>A session is a row: without it, the cookie is worthless.</summary>
public sealed class SessionTests(PanelApp app) : IClassFixture<PanelApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignOut_OfACookieThatWasCopied_EndsItThereToo()
    {
        using var session = await app.SignInAsync("ada");
        using var thief = app.Open();
        thief.Cookies.Add(session.Cookies.GetAllCookies());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(thief));
        using var signOut = await session.SubmitToAsync("/signout", "/account", "signout");
        Assert.Equal(HttpStatusCode.Redirect, signOut.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(thief));
    }

    [Fact]
    public async Task AccountPage_EndsOneSessionOrAllOthersAndNobodyElses()
    {
        using var mine = await app.SignInAsync("Operator");
        using var second = await app.SignInAsync("Operator");
        using var third = await app.SignInAsync("Operator");
        using var other = await app.SignInAsync("Viewer");
        var others = await NewestAsync("Viewer");
        using (await mine.SubmitAsync("/account", "sessions", ("End.Id", others))) Assert.Equal(HttpStatusCode.OK, await StatusAsync(other));
        using (await mine.SubmitAsync("/account", "sessions", ("End.Id", await NewestAsync("Operator")))) Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(third));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(second));
        using (await mine.SubmitAsync("/account", "sessions", ("End.Id", "others"))) Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(second));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(mine));
    }

    [Fact]
    public async Task AccountPage_OfManySessions_ShowsTheOwnFirstAndFoldsTheOld()
    {
        var user = await app.AddUserAsync("busy", PanelRole.Viewer);
        using var mine = await app.SignInAsync(user.UserName!);
        for (var i = 0; i < 6; i++) (await app.SignInAsync(user.UserName!)).Dispose();
        var page = await mine.Client.GetStringAsync(new Uri("/account", UriKind.Relative), Cancellation);
        // The first of the list is the one that cannot be ended here; two of the seven are folded away.
        var first = page[page.IndexOf("<li>", StringComparison.Ordinal)..page.IndexOf("</li>", StringComparison.Ordinal)];
        Assert.Contains("this session", first, StringComparison.Ordinal);
        Assert.DoesNotContain("<button", first, StringComparison.Ordinal);
        Assert.Contains("Show 2 older sessions", page, StringComparison.Ordinal);
        Assert.Equal(7, page.Split("<li>").Length - 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_ThatIsTooOldOrIdle_HoldsNoMore(bool idle)
    {
        var user = await app.AddUserAsync("old" + idle, PanelRole.Viewer);
        using var session = await app.SignInAsync(user.UserName!);
        var now = DateTime.UtcNow;
        await using (var database = await DatabaseAsync())
        {
            var (started, seen) = idle ? (now, now - UserSessions.IdleEnd) : (now - UserSessions.AbsoluteEnd, now);
            await database.Sessions.Where(row => row.UserId == user.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.StartedAt, started).SetProperty(row => row.LastSeenAt, seen), Cancellation);
        }

        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(session));
    }

    private static async Task<HttpStatusCode> StatusAsync(PanelApp.Session session)
    {
        using var answer = await session.GetAsync("/account");
        return answer.StatusCode;
    }

    private async Task<string> NewestAsync(string name)
    {
        await using var database = await DatabaseAsync();
        var user = await database.Users.SingleAsync(row => row.UserName == name, Cancellation);
        return (await database.Sessions.Where(row => row.UserId == user.Id).OrderByDescending(row => row.StartedAt).FirstAsync(Cancellation)).Id;
    }

    private Task<PanelDbContext> DatabaseAsync() => app.Services.GetRequiredService<IDbContextFactory<PanelDbContext>>().CreateDbContextAsync(Cancellation);
}
