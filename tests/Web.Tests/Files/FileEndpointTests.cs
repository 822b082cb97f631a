using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Tests.Shared;
using Panel.Web.Door;
using Panel.Web.Features.Files;
using Panel.Web.Features.Users;
using Panel.Web.Tests.Auth;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Files;

/// <summary>Files to and from a browser.</summary>
public sealed class FileEndpointTests(PanelApp app) : IClassFixture<PanelApp>
{
    private static readonly string s_id = Sample.Id("web");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Ours => app.Address.GetLeftPart(UriPartial.Authority);

    private FakeContainers Containers
    {
        get
        {
            var containers = ((FakeEngine)app.Services.GetRequiredService<SystemEngine>().Engine).Containers;
            containers.Put(Sample.Container("web"));
            return containers;
        }
    }

    [Fact]
    public async Task Download_AFile_IsItsContentAndNeverRunsAsAPage()
    {
        Containers.Files["/a b\"ü.html"] = "<script>"u8.ToArray();
        using var session = await app.SignInAsync("Operator");
        using var answer = await session.GetAsync(FileEndpoints.Address(s_id, "/a b\"ü.html"));
        Assert.Equal((HttpStatusCode.OK, "<script>"), (answer.StatusCode, await TextAsync(answer)));
        Assert.Equal(("application/octet-stream", "nosniff"), (answer.Content.Headers.ContentType!.MediaType, answer.Headers.GetValues("X-Content-Type-Options").Single()));
        Assert.Equal(("attachment", "a b\"ü.html", 8L), (answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentDisposition.FileNameStar, answer.Content.Headers.ContentLength!.Value));
    }

    [Fact]
    public async Task Download_AFolder_IsATar()
    {
        Containers.Files["/folder"] = null;
        using var session = await app.SignInAsync("Operator");
        using var answer = await session.GetAsync(FileEndpoints.Address(s_id, "/folder", asTar: true));
        Assert.Equal((HttpStatusCode.OK, "tar of /folder", "folder.tar"), (answer.StatusCode, await TextAsync(answer), answer.Content.Headers.ContentDisposition!.FileNameStar));
        using var refused = await session.GetAsync(FileEndpoints.Address(s_id, "/folder"));
        Assert.Equal((HttpStatusCode.BadRequest, "/folder is a directory, not a regular file."), (refused.StatusCode, await TextAsync(refused)));
        Assert.Null(refused.Content.Headers.ContentDisposition);
    }

    [Theory]
    [InlineData("Viewer", HttpStatusCode.Redirect)]
    [InlineData("Operator", HttpStatusCode.OK)]
    public async Task Download_EachRole(string name, HttpStatusCode expected)
    {
        Containers.Files["/roles"] = [];
        using var session = await app.SignInAsync(name);
        using var answer = await session.GetAsync(FileEndpoints.Address(s_id, "/roles"));
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("path=%2Fnowhere", HttpStatusCode.NotFound)]
    [InlineData("path=relative", HttpStatusCode.BadRequest)]
    [InlineData("path=%2Fa%00b", HttpStatusCode.BadRequest)]
    [InlineData("raw=!!", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("path=%2Fbinary&text=true", HttpStatusCode.BadRequest)]
    [InlineData("path=%2Fzero&text=true", HttpStatusCode.BadRequest)]
    [InlineData("path=%2Fbig&text=true", HttpStatusCode.BadRequest)]
    public async Task Download_OfWhatCannotBe_IsToldInOneSentence(string query, HttpStatusCode expected)
    {
        var files = Containers.Files;
        (files["/binary"], files["/zero"], files["/big"]) = ([0xC3, 0x28], [65, 0], new byte[FileEndpoints.MostText + 1]);
        using var session = await app.SignInAsync("Operator");
        using var answer = await session.GetAsync($"/containers/{s_id}/files/content?{query}");
        Assert.Equal(expected, answer.StatusCode);
        Assert.EndsWith(".", await TextAsync(answer), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("ETag"));
    }

    [Fact]
    public async Task Edit_OfWhatChangedMeanwhile_IsRefused()
    {
        var files = Containers.Files;
        files["/text"] = "old"u8.ToArray();
        using var session = await app.SignInAsync("Operator");
        using var opened = await session.GetAsync(FileEndpoints.Address(s_id, "/text") + "&text=true");
        Assert.Equal("old", await TextAsync(opened));
        using var saved = await PutAsync(session, FileEndpoints.Address(s_id, "/text"), "new", Ours, opened.Headers.ETag);
        Assert.Equal((HttpStatusCode.NoContent, "new"), (saved.StatusCode, Encoding.UTF8.GetString(files["/text"]!)));
        using var late = await PutAsync(session, FileEndpoints.Address(s_id, "/text"), "late", Ours, opened.Headers.ETag);
        Assert.Equal((HttpStatusCode.Conflict, "new"), (late.StatusCode, Encoding.UTF8.GetString(files["/text"]!)));
        using var again = await PutAsync(session, FileEndpoints.Address(s_id, "/text"), "again", Ours, saved.Headers.ETag);
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Fact]
    public async Task Upload_OverAFile_TakesTheWordReplace()
    {
        var files = Containers.Files;
        files["/there"] = "old"u8.ToArray();
        using var session = await app.SignInAsync("Operator");
        using var refused = await PutAsync(session, FileEndpoints.Address(s_id, "/there"), "new", Ours);
        Assert.Equal((HttpStatusCode.Conflict, "old"), (refused.StatusCode, Encoding.UTF8.GetString(files["/there"]!)));
        using var replaced = await PutAsync(session, FileEndpoints.Address(s_id, "/there") + "&replace=true", "new", Ours);
        Assert.Equal((HttpStatusCode.NoContent, "new"), (replaced.StatusCode, Encoding.UTF8.GetString(files["/there"]!)));
    }

    [Theory]
    [InlineData("Operator", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Operator", "null", HttpStatusCode.Forbidden)]
    [InlineData("Operator", null, HttpStatusCode.Forbidden)]
    [InlineData("Viewer", "ours", HttpStatusCode.Forbidden)]
    public async Task Upload_FromElsewhereOrOfAViewer_IsForbidden(string name, string? origin, HttpStatusCode expected)
    {
        var containers = Containers;
        using var session = await app.SignInAsync(name);
        using var answer = await PutAsync(session, FileEndpoints.Address(s_id, "/foreign"), "x", origin == "ours" ? Ours : origin);
        Assert.Equal(expected, answer.StatusCode);
        Assert.DoesNotContain("write /foreign", containers.Calls);
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("demote")]
    public async Task Upload_WhoseUserLosesTheSession_IsCutAndChangesNothing(string change)
    {
        var (containers, path) = (Containers, $"/half-{change}");
        containers.Files[path] = "old"u8.ToArray();
        var user = await app.AddUserAsync("u" + Guid.NewGuid().ToString("N"), PanelRole.Operator);
        using var session = await app.SignInAsync(user.UserName!);
        using var content = new HalfContent();
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(FileEndpoints.Address(s_id, path) + "&replace=true", UriKind.Relative)) { Content = content };
        request.Headers.Add("Origin", Ours);
        var upload = session.Client.SendAsync(request, Cancellation);
        await Poll.UntilAsync(() => Task.FromResult(containers.Calls.Contains($"write {path}")), "the upload is under way", cancellationToken: Cancellation);

        await app.Services.GetRequiredService<UserDirectory>().ChangeAsync(user.Id, (users, found) =>
        {
            if (change == "disable") found.Disabled = true;
            else found.Role = PanelRole.Viewer;
            return users.UpdateSecurityStampAsync(found);
        }, Cancellation);

        await using var database = await app.Services.GetRequiredService<IDbContextFactory<PanelDbContext>>().CreateDbContextAsync(Cancellation);
        await Poll.UntilAsync(
            () => database.Audit.AnyAsync(entry => entry.ActorName == user.UserName && entry.Operation == "container.write-file" && entry.Result != AuditResult.Succeeded && entry.Result != AuditResult.Started, Cancellation),
            "the history tells that it did not succeed",
            cancellationToken: Cancellation);
        content.SendRest();
        await Assert.ThrowsAsync<HttpRequestException>(() => upload);
        Assert.Equal("old", Encoding.UTF8.GetString(containers.Files[path]!));
    }

    /// <summary>Six bytes, of which three are sent until the test lets the others go.</summary>
    private sealed class HalfContent : HttpContent
    {
        private readonly TaskCompletionSource _rest = new();

        public void SendRest() => _rest.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("new"u8.ToArray(), Cancellation);
            await stream.FlushAsync(Cancellation);
            await _rest.Task;
            await stream.WriteAsync("est"u8.ToArray(), Cancellation);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 6;
            return true;
        }
    }

    private static Task<HttpResponseMessage> PutAsync(PanelApp.Session session, string address, string content, string? origin, EntityTagHeaderValue? version = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, new Uri(address, UriKind.Relative)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(content)) };
        if (origin is not null) request.Headers.Add("Origin", origin);
        if (version is not null) request.Headers.IfMatch.Add(version);
        return session.Client.SendAsync(request, Cancellation);
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Cancellation);
}
