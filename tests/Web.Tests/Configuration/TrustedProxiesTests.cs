using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Panel.Web.Auth;
using Panel.Web.Configuration;

namespace Panel.Web.Tests.Configuration;

/// <summary>What a request says about its client counts only from a proxy that is trusted (ISOLATION.md, P15).</summary>
public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData(new string[0], "203.0.113.7", "127.0.0.1 http panel.test")]
    [InlineData(new[] { "10.0.0.0/8" }, "203.0.113.7", "127.0.0.1 http panel.test")]
    [InlineData(new[] { "127.0.0.1" }, "203.0.113.7", "203.0.113.7 https panel.example")]
    [InlineData(new[] { "127.0.0.0/8", "::1" }, "198.51.100.1, 203.0.113.7", "203.0.113.7 https panel.example")]
    [InlineData(new[] { "127.0.0.0/8", "10.0.0.0/8" }, "198.51.100.1, 203.0.113.7, 10.1.2.3", "203.0.113.7 https panel.example")]
    public async Task Client_BehindAProxy_IsTheOneThatATrustedProxySays(string[] trusted, string forwardedFor, string expected)
    {
        await using var app = await StartAsync(trusted);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "panel.test";
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        request.Headers.Add("X-Forwarded-Proto", string.Join(", ", forwardedFor.Split(',').Select(_ => "https")));
        request.Headers.Add("X-Forwarded-Host", string.Join(", ", forwardedFor.Split(',').Select(_ => "panel.example")));
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Setting_ThatIsNoAddress_IsRefusedWithWhatWouldBe()
    {
        var options = new PanelOptions();
        options.Proxy.Trusted = ["127.0.0.1", "10.0.0.0/8", "fd00::/8", "proxy.example"];
        var fault = Assert.Single(new PanelOptionsValidator().Validate(null, options).Failures!);
        Assert.Equal("Panel:Proxy:Trusted has 'proxy.example', but each must be an address such as 127.0.0.1, or a network such as 10.0.0.0/8.", fault);
    }

    private static async Task<WebApplication> StartAsync(string[] trusted)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(new PanelOptions { Proxy = { Trusted = trusted } });
        var app = builder.Build();
        app.UseTrustedProxies();
        app.MapGet("/", (HttpContext context) => $"{context.RemoteAddress()} {context.Request.Scheme} {context.Request.Host}");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
