using System.Net;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>What clients ask first.</summary>
public sealed class PingTests(ApiPanel panel) : ApiTest(panel)
{
    [Theory]
    [InlineData("GET", "/_ping", "OK")]
    [InlineData("HEAD", "/_ping", "")]
    [InlineData("GET", "/v1.24/_ping", "OK")]
    [InlineData("HEAD", "/v1.51/_ping", "")]
    public async Task Ping_TellsTheVersionInItsHeaders(string method, string path, string body)
    {
        using var answer = await Api.OpenAsync(new HttpMethod(method), path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(("1.51", "linux", "false", "inactive", 2L), (
            answer.Headers.GetValues("Api-Version").Single(), answer.Headers.GetValues("Ostype").Single(), answer.Headers.GetValues("Docker-Experimental").Single(),
            answer.Headers.GetValues("Swarm").Single(), answer.Content.Headers.ContentLength));
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
    }
}
