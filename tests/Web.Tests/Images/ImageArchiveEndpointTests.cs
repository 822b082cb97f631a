using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Panel.Engine.Contract;
using Panel.Web.Door;
using Panel.Web.Tests.Auth;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Images;

/// <summary>Archives to and from a browser.</summary>
public sealed class ImageArchiveEndpointTests(PanelApp app) : IClassFixture<PanelApp>
{
    private FakeImages Images => ((FakeEngine)app.Services.GetRequiredService<SystemEngine>().Engine).Images;

    [Fact]
    public async Task Upload_FromThePanelsPage_IsLoaded()
    {
        using var session = await app.SignInAsync("Operator");
        using var answer = await UploadAsync(session, "archive-1", app.Address.GetLeftPart(UriPartial.Authority));
        Assert.Equal((HttpStatusCode.OK, "Loaded loaded:1."), (answer.StatusCode, await TextAsync(answer)));
        Assert.Contains("load archive-1", Images.Calls);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task Upload_FromElsewhere_IsForbidden(string? origin)
    {
        using var session = await app.SignInAsync("ada");
        using var answer = await UploadAsync(session, "foreign", origin);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain("load foreign", Images.Calls);
    }

    [Fact]
    public async Task Upload_OfAViewer_IsForbidden()
    {
        using var session = await app.SignInAsync("Viewer");
        using var answer = await UploadAsync(session, "viewer", app.Address.GetLeftPart(UriPartial.Authority));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain("load viewer", Images.Calls);
    }

    [Fact]
    public async Task Upload_OfAWrongArchive_IsToldInOneSentence()
    {
        Images.Fail = new InvalidInputException("The archive holds no images.");
        try
        {
            using var session = await app.SignInAsync("Operator");
            using var answer = await UploadAsync(session, "wrong", app.Address.GetLeftPart(UriPartial.Authority));
            Assert.Equal((HttpStatusCode.BadRequest, "The archive holds no images."), (answer.StatusCode, await TextAsync(answer)));
        }
        finally
        {
            Images.Fail = null;
        }
    }

    [Fact]
    public async Task Download_IsATarWithAName()
    {
        Images.All.Add(Sample.Image("a", "registry.example.com/team/app:1"));
        using var session = await app.SignInAsync("Operator");
        using var answer = await session.GetAsync("/images/download?name=registry.example.com%2Fteam%2Fapp%3A1");
        Assert.Equal((HttpStatusCode.OK, "archive"), (answer.StatusCode, await TextAsync(answer)));
        Assert.Equal("app-1.tar", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
    }

    [Fact]
    public async Task Download_OfWhatIsNotThere_IsNotFound()
    {
        using var session = await app.SignInAsync("Operator");
        using var answer = await session.GetAsync("/images/download?name=nosuch");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("nosuch", await TextAsync(answer), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> UploadAsync(PanelApp.Session session, string content, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/images/upload", UriKind.Relative)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(content)) };
        if (origin is not null) request.Headers.Add("Origin", origin);
        return await session.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
