using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Tests.Shared;
using Panel.Web.Door;
using Panel.Web.Features.Users;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Auth;

/// <summary>Whatever a page of the panel sends ends with the right to it (ISOLATION.md, P7).</summary>
public sealed class LostStreamTests(PanelApp app) : IClassFixture<PanelApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("disable")]
    [InlineData("new role")]
    public async Task Download_OfALog_EndsWithItsReadersRight(string change)
    {
        var (containers, id) = (((FakeEngine)app.Services.GetRequiredService<SystemEngine>().Engine).Containers, Sample.Id("endless"));
        containers.Put(Sample.Container("endless"));
        containers.Endless = id;
        var user = await app.AddUserAsync("u" + Guid.NewGuid().ToString("N"), PanelRole.Viewer);
        using var session = await app.SignInAsync(user.UserName!);
        using var answer = await session.Client.GetAsync(new Uri($"/containers/{id}/logs/download", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var log = await answer.Content.ReadAsStreamAsync(Cancellation);
        var buffer = new byte[1024];
        Assert.NotEqual(0, await log.ReadAsync(buffer, Cancellation));
        await app.Services.GetRequiredService<UserDirectory>().ChangeAsync(user.Id, (users, found) =>
        {
            if (change == "disable") found.Disabled = true;
            return users.UpdateSecurityStampAsync(found);
        }, Cancellation);
        await Assert.ThrowsAnyAsync<IOException>(() => Poll.UntilAsync(async () => await log.ReadAsync(buffer, Cancellation) == 0, "the log ends", cancellationToken: Cancellation));
    }
}
