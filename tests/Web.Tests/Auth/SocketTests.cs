using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Web.Features.Users;

namespace Panel.Web.Tests.Auth;

/// <summary>Circuits and hubs: only from our own pages, and only as long as the session is valid (ISOLATION.md, P1 and P8).</summary>
public sealed class SocketTests(PanelApp app) : IClassFixture<PanelApp>
{
    [Theory]
    [InlineData("/_blazor", "http://evil.example")]
    [InlineData("/_blazor", "null")]
    [InlineData("/_blazor", null)]
    [InlineData("/_blazor", "http://127.0.0.1:1")]
    [InlineData("/hubs/terminals", "http://evil.example")]
    [InlineData("/hubs/terminals", null)]
    [InlineData("/hubs/logs", "http://evil.example")]
    [InlineData("/hubs/logs", "null")]
    [InlineData("/hubs/logs", null)]
    [InlineData("/hubs/logs", "http://127.0.0.1:1")]
    public async Task Socket_OfAForeignOrigin_IsForbiddenEvenWithASession(string path, string? origin)
    {
        using var session = await app.SignInAsync("ada");
        using var socket = new ClientWebSocket();
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(socket, session, path, origin));
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Theory]
    [InlineData("/_blazor")]
    [InlineData("/hubs/logs")]
    [InlineData("/hubs/terminals")]
    public async Task Socket_WithoutASession_IsUnauthorized(string path)
    {
        using var nobody = app.Open();
        using var socket = new ClientWebSocket();
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(socket, nobody, path, Own));
        Assert.Equal(HttpStatusCode.Unauthorized, socket.HttpStatusCode);
    }

    [Theory]
    [InlineData("/_blazor", "disable")]
    [InlineData("/hubs/terminals", "demote")]
    [InlineData("/hubs/logs", "disable")]
    [InlineData("/hubs/logs", "demote")]
    [InlineData("/hubs/logs", "password")]
    [InlineData("/hubs/logs", "delete")]
    [InlineData("/hubs/logs", "sign-out")]
    [InlineData("/_blazor", "sign-out")]
    public async Task Socket_WhoseUserLosesTheSession_IsClosedWithinFiveSeconds(string path, string change)
    {
        var user = await app.AddUserAsync("u" + Guid.NewGuid().ToString("N"), PanelRole.Operator);
        using var session = await app.SignInAsync(user.UserName!);
        using var socket = new ClientWebSocket();
        await ConnectAsync(socket, session, path, Own);
        await ShakeHandsAsync(socket, path == "/_blazor" ? "blazorpack" : "json");

        var directory = app.Services.GetRequiredService<UserDirectory>();
        if (change == "sign-out")
        {
            using var browser = app.Open();
            browser.Cookies.Add(session.Cookies.GetAllCookies());
            using var left = await browser.SubmitToAsync("/signout", "/account", "signout");
            Assert.Equal(HttpStatusCode.Redirect, left.StatusCode);
        }
        else await directory.ChangeAsync(user.Id, async (users, found) =>
        {
            switch (change)
            {
                case "disable": found.Disabled = true; return await users.UpdateSecurityStampAsync(found);
                case "demote": found.Role = PanelRole.Viewer; return await users.UpdateSecurityStampAsync(found);
                case "password": return await users.ResetPasswordAsync(found, await users.GeneratePasswordResetTokenAsync(found), "another long password");
                default: return await users.DeleteAsync(found);
            }
        }, TestContext.Current.CancellationToken);

        using var fiveSeconds = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        fiveSeconds.CancelAfter(TimeSpan.FromSeconds(5));
        Assert.True(await EndsAsync(socket, fiveSeconds.Token));
        using var answer = await session.GetAsync("/containers");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private string Own => app.Address.GetLeftPart(UriPartial.Authority);

    private Task ConnectAsync(ClientWebSocket socket, PanelApp.Session session, string path, string? origin)
    {
        socket.Options.CollectHttpResponseDetails = true;
        // A container of cookies serves http addresses, not ws: the header is written by hand.
        socket.Options.SetRequestHeader("Cookie", session.Cookies.GetCookieHeader(app.Address));
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        return socket.ConnectAsync(new Uri($"ws://{app.Address.Authority}{path}"), TestContext.Current.CancellationToken);
    }

    // The empty answer says that the hub took the connection, so that what ends it later is the session.
    private static async Task ShakeHandsAsync(ClientWebSocket socket, string protocol)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes($"{{\"protocol\":\"{protocol}\",\"version\":1}}\u001e"), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        var buffer = new byte[64];
        var answer = await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(buffer, 0, answer.Count));
    }

    private static async Task<bool> EndsAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken)).MessageType != WebSocketMessageType.Close)
            {
            }

            return true;
        }
        catch (WebSocketException)
        {
            return true; // Cut without a good-bye.
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
